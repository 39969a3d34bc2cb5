using System.Buffers.Binary;
using System.Text;
using ImsConference.Engine.Codecs;

namespace ImsConference.Tests.Unit.Mrfp.Playback;

/// <summary>WAV files made in memory.</summary>
internal static class Wav
{
    /// <summary>A tone as a file of some kind.</summary>
    /// <param name="rateHz">Sample rate.</param>
    /// <param name="hz">0 is silence.</param>
    /// <param name="seconds">Length.</param>
    /// <param name="kind">u8, s16, s24, mulaw or alaw.</param>
    /// <param name="channels">1 or 2, both alike.</param>
    /// <param name="amplitude">Of 32767.</param>
    public static byte[] Tone(int rateHz, double hz, double seconds, string kind = "s16", int channels = 1, double amplitude = 8000)
    {
        var data = new List<byte>();
        for (var i = 0; i < (int)(rateHz * seconds); i++)
            for (var channel = 0; channel < channels; channel++) data.AddRange(Sample(amplitude * Math.Sin(2 * Math.PI * hz * i / rateHz), kind));
        var (tag, bits) = kind switch { "u8" => (1, 8), "s16" => (1, 16), "s24" => (1, 24), "alaw" => (6, 8), _ => (7, 8) };
        return File(Format(tag, channels, rateHz, bits), Chunk("data", [.. data]));
    }

    public static byte[] File(params byte[][] chunks)
    {
        var body = chunks.SelectMany(chunk => chunk).ToArray();
        return [.. "RIFF"u8, .. Number(body.Length + 4, 4), .. "WAVE"u8, .. body];
    }

    public static byte[] Format(int tag, int channels, int rateHz, int bits, params byte[] more) => Chunk("fmt ",
        [.. Number(tag, 2), .. Number(channels, 2), .. Number(rateHz, 4), .. Number(rateHz * channels * bits / 8, 4), .. Number(channels * bits / 8, 2), .. Number(bits, 2), .. more]);

    public static byte[] Chunk(string name, byte[] data, long? size = null) =>
        [.. Encoding.ASCII.GetBytes(name), .. Number(size ?? data.Length, 4), .. data, .. data.Length % 2 != 0 ? new byte[1] : []];

    public static byte[] Number(long value, int bytes)
    {
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(number, value);
        return number[..bytes].ToArray();
    }

    private static byte[] Sample(double value, string kind)
    {
        var code = new byte[1];
        switch (kind)
        {
            case "u8": return [(byte)(128 + Math.Round(value / 256))];
            case "s16": return Number((long)Math.Round(value), 2);
            case "s24": return Number((long)Math.Round(value * 256), 3);
            default:
                G711.Encode(kind == "alaw" ? G711Law.A : G711Law.Mu, [(short)Math.Round(value)], code);
                return code;
        }
    }
}
