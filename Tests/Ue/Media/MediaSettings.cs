using ImsConference.Engine.Codecs;
using ImsConference.Engine.Rtp;

namespace ImsConference.Tests.Ue.Media;

/// <summary>What offer and answer agreed for a UE's audio.</summary>
public sealed record MediaSettings
{
    /// <summary>Where the peer receives RTP; default: nothing is sent.</summary>
    public PeerAddress Remote { get; init; }

    /// <summary>Where it receives RTCP; equal to <see cref="Remote"/> when they share the port (RFC 5761).</summary>
    public PeerAddress RemoteRtcp { get; init; }

    /// <summary>What we send.</summary>
    public G711Law Law { get; init; } = G711Law.A;

    /// <summary>Payload type of telephone-event; null when it was not agreed.</summary>
    public byte? EventPayloadType { get; init; }

    /// <summary>Our direction has send in it.</summary>
    public bool Sends { get; init; } = true;

    public bool IsMuxed => Remote == RemoteRtcp;
}
