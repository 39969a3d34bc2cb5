using ImsConference.Engine.Codecs;
using ImsConference.Engine.Rtp;

namespace ImsConference.Mrfp.Contexts;

/// <summary>What a stream is and has at one moment: a copy that may leave the worker.</summary>
/// <param name="Settings">As commanded.</param>
/// <param name="LocalRtp">As told to the peer.</param>
/// <param name="LocalRtcp">Likewise; equal to <paramref name="LocalRtp"/> with rtcp-mux.</param>
/// <param name="Latched">Where the peer's packets come from; none before the first.</param>
/// <param name="Ssrc">Of what we send.</param>
/// <param name="Receiving">What the peer sent last; null before its first packet.</param>
/// <param name="IsInMix">The others hear it speak now.</param>
/// <param name="Statistics">Figures so far.</param>
public sealed record AudioState(
    AudioSettings Settings,
    PeerAddress LocalRtp,
    PeerAddress LocalRtcp,
    PeerAddress Latched,
    uint Ssrc,
    AudioFormat? Receiving,
    bool IsInMix,
    AudioStatistics Statistics)
{
    /// <summary>Of what comes, or came last; 0 before the first valid packets.</summary>
    public uint PeerSsrc { get; init; }

    /// <summary>Silence was reported, and nothing came since.</summary>
    public bool IsSilent { get; init; }
}
