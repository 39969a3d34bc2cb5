namespace ImsConference.Mrfc.Media;

/// <summary>How the MRFC reaches its MRFPs (section <c>Mp</c>).</summary>
public sealed class MpOptions
{
    /// <summary>
    /// Addresses of the MRFPs' Mp services; <c>http</c> means HTTP/2 in clear text. Empty means the one of
    /// <see cref="Addresses"/>: configuration adds to a default list, and never replaces it.
    /// </summary>
    public IReadOnlyList<string> Mrfps { get; init; } = [];

    /// <summary>The MRFPs to use.</summary>
    public IReadOnlyList<string> Addresses => Mrfps.Count > 0 ? Mrfps : ["http://127.0.0.1:7070"];

    /// <summary>RTP ports of participants. Shared costs less and needs one hole in a firewall, and serves nobody behind a NAT of its own.</summary>
    public RtpPortMode PortMode { get; init; } = RtpPortMode.Dedicated;

    /// <summary>Addresses or prefixes (10.0.0.0/8), as in the SDP of participants, that share a port whatever <see cref="PortMode"/> says.</summary>
    public IReadOnlyList<string> SharedPortPeers { get; init; } = [];

    /// <summary>For one try of a command, ms. A command that got no answer is sent twice at most, so a caller waits twice as long.</summary>
    public int CommandTimeoutMs { get; init; } = 1_500;

    /// <summary>Pause before the first new try to reach an MRFP, ms; each further pause is twice as long.</summary>
    public int ReconnectFirstMs { get; init; } = 200;

    /// <summary>Longest pause between two tries, ms. Well below <see cref="LostAfterMs"/>, or an MRFP that is back in time is seen too late.</summary>
    public int ReconnectMostMs { get; init; } = 2_000;

    /// <summary>After so long without the MRFP its contexts are given up, ms. Longer than a restart of a switch, shorter than people wait.</summary>
    public int LostAfterMs { get; init; } = 10_000;

    /// <summary>HTTP/2 ping on a silent connection, ms, so that a host that vanished is noticed.</summary>
    public int KeepAliveMs { get; init; } = 5_000;

    /// <summary>Without an answer to a ping for so long the connection is given up, ms.</summary>
    public int KeepAliveTimeoutMs { get; init; } = 3_000;
}
