using System.Collections.Concurrent;
using ImsConference.Engine.Codecs;

namespace ImsConference.Tests.Unit.Engine;

/// <summary>A steady tone as packets of any codec: its coded frames are made once and go round, for five frames hold whole periods.</summary>
internal static class CodecTone
{
    public const double Hz = 440; // 44 periods in 100 ms

    /// <summary>Of every packet.</summary>
    public const byte PayloadType = 96;

    private const int Warmup = 50; // frames until encoder and decoder have settled
    private const int Round = 50;

    private static readonly CodecLibrary Codecs = new();
    private static readonly ConcurrentDictionary<AudioFormat, byte[][]> Coded = new();

    /// <summary>A format of each kind that the engine knows.</summary>
    public static AudioFormat[] Formats { get; } =
    [
        AudioFormat.Pcmu,
        AudioFormat.Pcma,
        AudioFormat.G722,
        Format("opus", 48_000, 2, "useinbandfec=1"),
        Format("opus", 48_000, 2, "maxplaybackrate=16000"),
        Format("AMR", 8000, 1, ""),
        Format("AMR", 8000, 1, "octet-align=1;mode-set=7"),
        Format("AMR-WB", 16_000, 1, ""),
    ];

    public static AudioFormat Format(string encoding, int clockRateHz, int channels, string fmtp) =>
        AudioFormat.TryParse(encoding, clockRateHz, channels, fmtp, out var format, out var fault) ? format : throw new InvalidOperationException(fault);

    /// <summary>One packet a frame.</summary>
    /// <param name="format">Of the packets.</param>
    /// <param name="seconds">How long it sounds.</param>
    /// <param name="delayMs">The network: from packet number to delay, infinite when it is lost.</param>
    /// <param name="ppm">How much the source's clock is too fast.</param>
    public static List<Packet> Packets(AudioFormat format, double seconds, Func<int, double> delayMs, double ppm = 0)
    {
        var coded = Coded.GetOrAdd(format, Encode);
        var packets = new List<Packet>();
        for (var n = 0; n * 20 < seconds * 1000; n++)
        {
            var sent = (n + 1) * 20 / (1 + ppm * 1e-6);
            var payload = coded[n < Warmup ? n : Warmup + (n - Warmup) % Round];
            packets.Add(new Packet(sent, sent + delayMs(n), (ushort)(1000 + n), 70_000 + (uint)(n * format.FrameTicks), payload, n == 0, PayloadType));
        }

        return packets;
    }

    private static byte[][] Encode(AudioFormat format)
    {
        using var encoder = Codecs.CreateEncoder(format);
        var payloads = new byte[Warmup + Round][];
        var pcm = new short[format.FrameSamples];
        var coded = new byte[AudioFormat.MaxFrameBytes];
        var payload = new byte[AudioFormat.MaxFrameBytes + 2];
        for (var n = 0; n < payloads.Length; n++)
        {
            for (var i = 0; i < pcm.Length; i++)
                pcm[i] = (short)Math.Round(8000 * Math.Sin(2 * Math.PI * Hz * ((long)n * pcm.Length + i) / format.SampleRateHz));
            var length = encoder.Encode(pcm, coded);
            payloads[n] = payload[..PayloadPacker.Pack(format, coded.AsSpan(0, length), [length], payload, out _)];
        }

        return payloads;
    }
}
