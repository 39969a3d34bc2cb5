namespace ImsConference.Mrfc;

/// <summary>Settings of the SIP side, section <c>Sip</c>.</summary>
public sealed class SipOptions
{
    /// <summary>Address that SIP listens on, UDP and TCP.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>Its port; 0 takes a free one.</summary>
    public int Port { get; init; } = 5060;

    /// <summary>Further listening addresses, each <c>address:port</c>.</summary>
    public IReadOnlyList<string> Listen { get; init; } = [];

    /// <summary>SIP over TLS.</summary>
    public TlsOptions Tls { get; init; } = new();

    /// <summary>Permits an address other than loopback although whoever is no trusted peer is not challenged there: anybody may make calls.</summary>
    public bool AllowOpen { get; init; }

    /// <summary>T1, round-trip estimate, ms (RFC 3261 §17.1.1.1).</summary>
    public int T1Ms { get; init; } = 500;

    /// <summary>T2, longest pause between repeats, ms.</summary>
    public int T2Ms { get; init; } = 4_000;

    /// <summary>T4, longest life of a message in the network, ms.</summary>
    public int T4Ms { get; init; } = 5_000;

    /// <summary>Session interval that is asked for, s (RFC 4028); 0: none.</summary>
    public int SessionExpiresSeconds { get; init; } = 1_800;

    /// <summary>Shortest session interval that is accepted, s; at least 90 (RFC 4028 §4).</summary>
    public int MinSESeconds { get; init; } = 90;

    /// <summary>Dialogs at once; above it new ones are refused with 503.</summary>
    public int MaxDialogs { get; init; } = 50_000;

    /// <summary>New INVITEs, SUBSCRIBEs and REFERs in any one second; above it 503, save what has priority; 0: no limit.</summary>
    public int MaxCallsPerSecond { get; init; }

    /// <summary>Value of Server and User-Agent; empty: not sent.</summary>
    public string Product { get; init; } = "IMSConference";
}
