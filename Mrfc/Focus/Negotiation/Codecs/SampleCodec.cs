using System.Collections.Immutable;

namespace ImsConference.Mrfc.Focus.Negotiation.Codecs;

/// <summary>G.711 and G.722: 64 kbit/s, any number of milliseconds in a packet, nothing to negotiate (RFC 3551 §4.5).</summary>
public sealed class SampleCodec : AudioCodec
{
    private const int Kbps = 64;

    private SampleCodec(string encoding, byte payloadType, bool usesComfortNoise)
        : base(encoding, 8000)
    {
        StaticPayloadType = payloadType;
        UsesComfortNoise = usesComfortNoise;
    }

    public static SampleCodec Pcmu { get; } = new("PCMU", 0, true);

    public static SampleCodec Pcma { get; } = new("PCMA", 8, true);

    /// <summary>Its RTP clock runs at 8 kHz although it samples at 16 kHz (§4.5.2).</summary>
    public static SampleCodec G722 { get; } = new("G722", 9, false);

    public override byte? StaticPayloadType { get; }

    public override bool UsesComfortNoise { get; }

    public override ImmutableArray<int> PacketTimesMs { get; } = [10, 20, 30, 40, 60];

    public override ImmutableArray<FormatParameters> Offered { get; } = [FormatParameters.None];

    /// <remarks>Peers differ in which headers they count in b=AS: the payload alone must fit.</remarks>
    public override bool TryAnswer(FormatParameters offered, ReceiveLimit? limit, out FormatParameters answer)
    {
        answer = FormatParameters.None;
        return limit is not { Kbps: < Kbps };
    }

    public override int LongestPayload(FormatParameters agreed, int packetMs) => Kbps / 8 * packetMs;
}
