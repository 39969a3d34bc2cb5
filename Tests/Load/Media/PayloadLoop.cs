using ImsConference.Engine.Codecs;
using ImsConference.Engine.Mixing;
using ImsConference.Tests.Ue.Sounds;

namespace ImsConference.Tests.Load.Media;

/// <summary>What the participants of a load say, coded once and sent by all: speech without pauses, and the noise of a quiet place.</summary>
internal sealed class PayloadLoop
{
    private const int FrameSamples = Pcm.RateHz / 50;
    private const int NoiseFrames = 100;
    private const double PitchHz = 140;
    private const double LeastPower = 400.0 * 400; // frames of less are pauses, left out
    private const int NoiseAmplitude = 6; // -75 dBov

    private PayloadLoop(byte[][] speech, byte[][] noise) => (Speech, Noise) = (speech, noise);

    /// <summary>Payloads of 20 ms; the last one is followed by the first.</summary>
    public byte[][] Speech { get; }

    public byte[][] Noise { get; }

    /// <exception cref="NotSupportedException">The codec is not available on this machine.</exception>
    public static PayloadLoop For(LoadCodec codec)
    {
        var random = new Random(1);
        var noise = Enumerable.Range(0, NoiseFrames * FrameSamples).Select(_ => (short)random.Next(-NoiseAmplitude, NoiseAmplitude + 1));
        return new PayloadLoop(Encode(codec.Format, Syllables()), Encode(codec.Format, [.. noise]));
    }

    private static short[] Syllables() =>
    [
        .. Ue.Sounds.Speech.Render(seed: 1, PitchHz).Chunk(FrameSamples)
            .Where(frame => frame.Length == FrameSamples && frame.Average(sample => (double)sample * sample) >= LeastPower)
            .SelectMany(frame => frame),
    ];

    private static byte[][] Encode(AudioFormat format, short[] pcm)
    {
        using var encoder = new CodecLibrary().CreateEncoder(format);
        var resampler = new Resampler(Pcm.RateHz, format.SampleRateHz);
        var resampled = new int[format.FrameSamples];
        var coded = new byte[AudioFormat.MaxFrameBytes];
        var payload = new byte[AudioFormat.MaxFrameBytes];
        var payloads = new List<byte[]>();
        foreach (var frame in pcm.Chunk(FrameSamples))
        {
            resampler.Process(Array.ConvertAll(frame, sample => (int)sample), resampled);
            int[] lengths = [encoder.Encode(Array.ConvertAll(resampled, sample => (short)Math.Clamp(sample, short.MinValue, short.MaxValue)), coded)];
            var bytes = PayloadPacker.Pack(format, coded.AsSpan(0, lengths[0]), lengths, payload, out _);
            payloads.Add(payload[..bytes]);
        }

        return [.. payloads];
    }
}
