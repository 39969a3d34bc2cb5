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
    public AudioFormat Format { get; init; } = AudioFormat.Pcma;

    /// <summary>Its number, the peer's.</summary>
    public byte PayloadType { get; init; } = 8;

    /// <summary>What may come, by our own numbers.</summary>
    public IReadOnlyDictionary<byte, AudioFormat> Receives { get; init; } = new Dictionary<byte, AudioFormat> { [0] = AudioFormat.Pcmu, [8] = AudioFormat.Pcma };

    /// <summary>Payload type of telephone-event; null when it was not agreed for the clock rate of what we send.</summary>
    public byte? EventPayloadType { get; init; }

    /// <summary>Our direction has send in it.</summary>
    public bool Sends { get; init; } = true;

    public bool IsMuxed => Remote == RemoteRtcp;
}
