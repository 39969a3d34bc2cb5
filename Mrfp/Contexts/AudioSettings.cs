using ImsConference.Engine.Codecs;
using ImsConference.Engine.Rtp;

namespace ImsConference.Mrfp.Contexts;

/// <summary>What was commanded for one audio stream; replaced as a whole by a modification.</summary>
public sealed record AudioSettings
{
    /// <summary>1.. within the termination.</summary>
    public required int StreamId { get; init; }

    public required StreamDirection Direction { get; init; }

    /// <summary>Where to send RTP; none until the peer's SDP is known.</summary>
    public PeerAddress RemoteRtp { get; init; }

    /// <summary>Where to send RTCP, unless it shares the RTP port.</summary>
    public PeerAddress RemoteRtcp { get; init; }

    /// <summary>What is sent; null while the peer's formats are not known.</summary>
    public AudioFormat? SendFormat { get; init; }

    /// <summary>Of <see cref="SendFormat"/>, as the peer's SDP numbers it.</summary>
    public byte SendPayloadType { get; init; }

    /// <summary>Id of the header extension that tells the peer how loud each contributor is (RFC 6465), 1..14; 0: not negotiated.</summary>
    public byte MixerLevelsId { get; init; }

    /// <summary>What the peer may send.</summary>
    public required PayloadMap ReceivePayloads { get; init; }

    /// <summary>Id of the header extension in which the peer tells how loud it is (RFC 6464); 0: not negotiated.</summary>
    public byte SourceLevelId { get; init; }

    /// <summary>That extension also tells whether there is voice (<c>vad=on</c>, the default of RFC 6464 §4).</summary>
    public bool SourceLevelTellsVoice { get; init; } = true;

    /// <summary>Local ports are those that the worker's streams share. A stream that has its own keeps them.</summary>
    public bool SharesPort { get; init; }

    /// <summary>Keys of SRTP; null: RTP in the clear.</summary>
    public SrtpKeys? Srtp { get; init; }

    /// <summary>RTP and RTCP share a port (RFC 5761).</summary>
    public bool RtcpMux { get; init; }

    /// <summary>Length of the packets sent, ms: a multiple of 10, 10..240.</summary>
    public int PtimeMs { get; init; } = 20;

    /// <summary>Report after so long without RTP or RTCP while the peer may send, ms; 0 never.</summary>
    public int RtpTimeoutMs { get; init; }

    /// <summary>Report telephone-events; where G.711 was negotiated without them, the tones in the speech.</summary>
    public bool DetectDtmf { get; init; }

    /// <summary>What comes in is received, counted and watched for digits, and part of no mix.</summary>
    public bool IsMuted { get; init; }

    /// <summary>It hears nothing of the mix and is no part of it; what is played to it alone it hears, and its keys count.</summary>
    public bool IsIsolated { get; init; }

    /// <summary>Of RTCP (RFC 3556).</summary>
    public RtcpBandwidth RtcpBandwidth { get; init; } = RtcpBandwidth.OfSession(64);
}
