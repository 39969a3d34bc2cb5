using ImsConference.Engine.Codecs;

namespace ImsConference.Tests.Unit.Engine;

/// <summary>Signals through an encoder and a decoder, and how to judge them whatever the codec's delay.</summary>
internal static class CodecSound
{
    public static CodecLibrary Library { get; } = new();

    /// <summary>One of each kind.</summary>
    public static IReadOnlyList<AudioFormat> Formats { get; } =
    [
        AudioFormat.Pcmu,
        AudioFormat.Pcma,
        AudioFormat.G722,
        Format("AMR", 8000),
        Format("AMR-WB", 16_000, "octet-align=1"),
        Format("opus", 48_000, "useinbandfec=1;usedtx=1"),
        Format("opus", 48_000, "maxplaybackrate=16000"),
    ];

    public static AudioFormat Format(string encoding, int clockRateHz, string fmtp = "") =>
        AudioFormat.TryParse(encoding, clockRateHz, encoding == "opus" ? 2 : 1, fmtp, out var format, out var fault)
            ? format
            : throw new ArgumentException(fault, nameof(fmtp));

    public static short[] Tone(int rateHz, double hz, int samples, double amplitude = 8000)
    {
        var tone = new short[samples];
        for (var i = 0; i < samples; i++) tone[i] = (short)Math.Round(amplitude * Math.Sin(2 * Math.PI * hz * i / rateHz));
        return tone;
    }

    /// <summary>Sounds that stand for speech: vowels of a moving pitch, with pauses between them.</summary>
    public static short[] Speech(int rateHz, int samples)
    {
        var speech = new short[samples];
        double phase = 0;
        for (var i = 0; i < samples; i++)
        {
            var seconds = i / (double)rateHz;
            var pitchHz = 120 + 20 * Math.Sin(2 * Math.PI * 0.7 * seconds);
            phase += 2 * Math.PI * pitchHz / rateHz;
            var loudness = Math.Max(0, Math.Sin(2 * Math.PI * 2.1 * seconds)) * (seconds % 3 < 2.2 ? 1 : 0);
            double value = 0;
            for (var harmonic = 1; harmonic * pitchHz < 3400; harmonic++)
                value += Formants(harmonic * pitchHz, 500 + 250 * Math.Sin(2 * Math.PI * 1.3 * seconds)) * Math.Sin(harmonic * phase + harmonic);
            speech[i] = (short)Math.Clamp(6000 * loudness * value, -32_000, 32_000);
        }

        return speech;
    }

    /// <summary>Encodes frame by frame; a frame that DTX leaves out is empty.</summary>
    public static List<byte[]> Encode(AudioFormat format, ReadOnlySpan<short> pcm)
    {
        using var encoder = Library.CreateEncoder(format);
        var coded = new byte[AudioFormat.MaxFrameBytes];
        var frames = new List<byte[]>();
        for (var at = 0; at + format.FrameSamples <= pcm.Length; at += format.FrameSamples)
            frames.Add(coded[..encoder.Encode(pcm.Slice(at, format.FrameSamples), coded)]);
        return frames;
    }

    public static byte[] Pack(AudioFormat format, params byte[][] frames)
    {
        var payload = new byte[4000];
        int[] lengths = [.. frames.Select(frame => frame.Length)];
        return payload[..PayloadPacker.Pack(format, frames.SelectMany(frame => frame).ToArray(), lengths, payload, out _)];
    }

    /// <summary>Decodes packets of one frame each; an empty one is silence.</summary>
    public static short[] Decode(AudioFormat format, IEnumerable<byte[]> payloads)
    {
        using var decoder = Library.CreateDecoder(format);
        var heard = new List<short>();
        var pcm = new short[decoder.SampleRateHz / 1000 * AudioFormat.LongestPacketMs];
        foreach (var payload in payloads)
        {
            var samples = decoder.SampleRateHz / 50;
            if (payload.Length == 0) decoder.Silence(pcm.AsSpan(0, samples));
            else samples = decoder.Decode(payload, pcm);
            heard.AddRange(pcm[..samples]);
        }

        return [.. heard];
    }

    public static short[] Through(AudioFormat format, ReadOnlySpan<short> pcm) =>
        Decode(format, Encode(format, pcm).Select(frame => frame.Length == 0 ? frame : Pack(format, frame)));

    /// <summary>The tone of this frequency in a signal: amplitude, and how far it stands out of all the rest, dB.</summary>
    public static (double Amplitude, double SnrDb) Find(ReadOnlySpan<short> pcm, int rateHz, double hz)
    {
        double inPhase = 0, quadrature = 0, energy = 0;
        for (var i = 0; i < pcm.Length; i++)
        {
            inPhase += pcm[i] * Math.Cos(2 * Math.PI * hz * i / rateHz);
            quadrature += pcm[i] * Math.Sin(2 * Math.PI * hz * i / rateHz);
            energy += pcm[i] * (double)pcm[i];
        }

        var amplitude = 2 * Math.Sqrt(inPhase * inPhase + quadrature * quadrature) / pcm.Length;
        var tone = amplitude * amplitude / 2 * pcm.Length;
        return (amplitude, 10 * Math.Log10(tone / Math.Max(energy - tone, 1e-9)));
    }

    private static double Formants(double hz, double first) => Peak(hz, first) + 0.5 * Peak(hz, 1200) + 0.2 * Peak(hz, 2600);

    private static double Peak(double hz, double formant) => 1 / (1 + Math.Pow((hz - formant) / 150, 2));
}
