using System.Diagnostics.CodeAnalysis;

namespace ImsConference.Engine.Codecs;

/// <summary>A negotiated format, mono. Two that are equal are served by one encoder: all that shapes what is sent is in it.</summary>
/// <remarks>Payload type, ptime and AMR's mode requests are not part of it. Fmtp parameters are those of the side that receives.</remarks>
public sealed record AudioFormat
{
    /// <summary>What encoders take and jitter buffers reckon in, ms.</summary>
    public const int FrameMs = 20;

    /// <summary>Longest packet that any decoder takes (TS 26.114 §6.2.2: maxptime 240), ms.</summary>
    public const int LongestPacketMs = 240;

    /// <summary>Most bytes that <see cref="IAudioEncoder.Encode"/> gives for a frame, and that a decoder takes for 20 ms (RFC 6716 §3.4).</summary>
    public const int MaxFrameBytes = 1275;

    private AudioFormat(AudioCodec codec, int clockRateHz, int sampleRateHz)
    {
        Codec = codec;
        ClockRateHz = clockRateHz;
        SampleRateHz = sampleRateHz;
    }

    public static AudioFormat Pcmu { get; } = new(AudioCodec.Pcmu, 8000, 8000);

    public static AudioFormat Pcma { get; } = new(AudioCodec.Pcma, 8000, 8000);

    public static AudioFormat G722 { get; } = new(AudioCodec.G722, 8000, 16_000);

    public AudioCodec Codec { get; }

    /// <summary>Of RTP timestamps.</summary>
    public int ClockRateHz { get; }

    /// <summary>Of the PCM that the decoder gives and the encoder takes: 8000, 16000, 24000 or 48000.</summary>
    public int SampleRateHz { get; }

    /// <summary>Of AMR and AMR-WB, else null.</summary>
    public AmrParameters? Amr { get; private init; }

    /// <summary>Of Opus, else null.</summary>
    public OpusParameters? Opus { get; private init; }

    /// <summary>What a coded frame means depends on those before: on all but G.711.</summary>
    public bool HasMemory => Codec is not (AudioCodec.Pcmu or AudioCodec.Pcma);

    /// <summary>Samples of a 20 ms frame.</summary>
    public int FrameSamples => SampleRateHz / 1000 * FrameMs;

    /// <summary>RTP clock units of a 20 ms frame.</summary>
    public int FrameTicks => ClockRateHz / 1000 * FrameMs;

    /// <summary>Encoding name as in a=rtpmap.</summary>
    public string Encoding => Codec switch
    {
        AudioCodec.Pcmu => "PCMU",
        AudioCodec.Pcma => "PCMA",
        AudioCodec.G722 => "G722",
        AudioCodec.Opus => "opus",
        AudioCodec.Amr => "AMR",
        _ => "AMR-WB",
    };

    public static AudioFormat ForAmr(AmrParameters parameters) => new(AudioCodec.Amr, 8000, 8000) { Amr = parameters };

    public static AudioFormat ForAmrWb(AmrParameters parameters) => new(AudioCodec.AmrWb, 16_000, 16_000) { Amr = parameters };

    /// <summary>The sample rate is the least that carries the bandwidth the receiver plays.</summary>
    public static AudioFormat ForOpus(OpusParameters parameters) => new(AudioCodec.Opus, 48_000, parameters.SampleRateHz) { Opus = parameters };

    /// <summary>Reads what SDP says about a payload type.</summary>
    /// <param name="encoding">Of a=rtpmap, in any case.</param>
    /// <param name="clockRateHz">Of a=rtpmap.</param>
    /// <param name="channels">Of a=rtpmap; 0 where it names none.</param>
    /// <param name="fmtp">Parameters of a=fmtp without the payload type; empty where there is none.</param>
    /// <param name="format">What it is; null when the result is false.</param>
    /// <param name="fault">Why not; empty when the result is true.</param>
    /// <returns>False for a codec that the engine does not know, or parameters that it cannot honour.</returns>
    public static bool TryParse(string encoding, int clockRateHz, int channels, string fmtp, [NotNullWhen(true)] out AudioFormat? format, out string fault)
    {
        format = null;
        fault = $"{encoding}/{clockRateHz}/{Math.Max(channels, 1)} is not supported";
        switch (encoding.ToUpperInvariant(), clockRateHz, Math.Max(channels, 1))
        {
            case ("PCMU", 8000, 1): format = Pcmu; break;
            case ("PCMA", 8000, 1): format = Pcma; break;
            case ("G722", 8000, 1): format = G722; break;
            case ("OPUS", 48_000, 2):
                if (OpusParameters.TryParse(fmtp, out var opus, out fault)) format = ForOpus(opus);
                break;
            case ("AMR", 8000, 1):
                if (AmrParameters.TryParse(fmtp, AmrMode.NarrowbandCount, out var amr, out fault)) format = ForAmr(amr);
                break;
            case ("AMR-WB", 16_000, 1):
                if (AmrParameters.TryParse(fmtp, AmrMode.WidebandCount, out var wide, out fault)) format = ForAmrWb(wide);
                break;
        }

        if (format is not null) fault = "";
        return format is not null;
    }
}
