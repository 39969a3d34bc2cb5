using System.Collections.Immutable;
using ImsConference.Protos.Mp;
using ImsConference.Sip.Sdp;

namespace ImsConference.Mrfc.Focus.Negotiation.Codecs;

/// <summary>The codecs that this node uses, best first.</summary>
public sealed class CodecList
{
    /// <summary>
    /// Widest sound first, so that nobody who could hear wideband ends in narrowband, and AMR-WB before all: what a VoLTE bearer is dimensioned for
    /// (IR.92 §3.2.1, TS 26.114 §5.2.1). Then what a phone without it may have; AMR for narrowband UEs; G.711 for gateways, A-law first as ITU-T G.711
    /// has it between countries.
    /// </summary>
    public static ImmutableArray<string> DefaultNames { get; } = ["AMR-WB", "opus", "G722", "AMR", "PCMA", "PCMU"];

    private readonly ImmutableArray<AudioCodec> _codecs;

    private CodecList(ImmutableArray<AudioCodec> codecs) => _codecs = codecs;

    /// <param name="names">Encoding names, best first; empty: <see cref="DefaultNames"/>.</param>
    /// <param name="opusBps">What we ask Opus senders for, bit/s.</param>
    /// <exception cref="ArgumentException">A name that is none; the options were not checked.</exception>
    public static CodecList From(IReadOnlyCollection<string> names, int opusBps) =>
        new([.. (names.Count > 0 ? names : DefaultNames).Select(name => Find(name, opusBps) ?? throw new ArgumentException(name, nameof(names)))]);

    public static bool IsKnown(string name) => DefaultNames.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Place in the order, from 0; -1 for a format that is none of ours.</summary>
    public int IndexOf(RtpMap map)
    {
        for (var i = 0; i < _codecs.Length; i++)
        {
            if (_codecs[i].Matches(map)) return i;
        }

        return -1;
    }

    /// <summary>The codec of a format; null when it is none of ours.</summary>
    public AudioCodec? Find(RtpMap map) => IndexOf(map) is >= 0 and var index ? _codecs[index] : null;

    /// <summary>Those that an MRFP has too.</summary>
    /// <param name="formats">Its own, by encoding and clock rate.</param>
    public CodecList On(IReadOnlyList<PayloadFormat> formats) => new(_codecs.RemoveAll(codec => !Has(formats, codec.Encoding, codec.ClockRateHz)));

    /// <summary>In order.</summary>
    public ImmutableArray<AudioCodec> All => _codecs;

    /// <summary>True when an MRFP has a format.</summary>
    public static bool Has(IReadOnlyList<PayloadFormat> formats, string encoding, int clockRateHz) => formats.Any(format =>
        format.ClockRateHz == clockRateHz && format.Encoding.Equals(encoding, StringComparison.OrdinalIgnoreCase));

    private static AudioCodec? Find(string name, int opusBps) => name.ToUpperInvariant() switch
    {
        "PCMU" => SampleCodec.Pcmu,
        "PCMA" => SampleCodec.Pcma,
        "G722" => SampleCodec.G722,
        "OPUS" => new OpusCodec(opusBps),
        "AMR" => AmrCodec.Narrowband,
        "AMR-WB" => AmrCodec.Wideband,
        _ => null,
    };
}
