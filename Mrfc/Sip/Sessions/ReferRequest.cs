namespace ImsConference.Sip.Sessions;

/// <summary>A REFER to send outside any dialog (RFC 3515).</summary>
public sealed record ReferRequest : OutgoingRequest
{
    /// <summary>Refer-To value: <c>&lt;sip:conf-1@mrfc1.home1.net;method=INVITE&gt;</c>.</summary>
    public required string ReferTo { get; init; }

    /// <summary>Referred-By value; null: none.</summary>
    public string? ReferredBy { get; init; }

    /// <summary>False: ask for no implicit subscription (RFC 4488).</summary>
    public bool Subscribe { get; init; } = true;

    /// <summary>Each status that the peer reports by sipfrag, from 100 on.</summary>
    public Action<int>? OnProgress { get; init; }
}
