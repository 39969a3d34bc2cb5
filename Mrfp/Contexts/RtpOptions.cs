using ImsConference.Engine.Rtp;

namespace ImsConference.Mrfp.Contexts;

/// <summary>Where media comes and goes (section <c>Rtp</c>).</summary>
public sealed class RtpOptions
{
    /// <summary>Address that media ports are bound to, IPv4 or IPv6.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>Address told to peers, when it differs from <see cref="Address"/>: behind a one-to-one NAT, or when that is 0.0.0.0.</summary>
    public string PublicAddress { get; init; } = "";

    /// <summary>First RTP port, even; RTCP takes the odd port above (RFC 3550 §11).</summary>
    public int FirstPort { get; init; } = 10_000;

    /// <summary>Last port, odd.</summary>
    public int LastPort { get; init; } = 29_999;

    /// <summary>A released pair stays unused for so long, s: packets of the old call may still be under way.</summary>
    public int QuarantineSeconds { get; init; } = 10;

    /// <summary>Streams may share ports where Mp asks for it: one pair of the range for each media thread. On Linux only.</summary>
    public bool SharedPorts { get; init; } = true;

    /// <summary>How far the source of a peer's packets may differ from the address its SDP names (symmetric RTP, RFC 4961).</summary>
    public LatchScope LatchScope { get; init; } = LatchScope.AnyAddress;
}
