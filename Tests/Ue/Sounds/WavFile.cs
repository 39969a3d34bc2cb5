using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using ImsConference.Engine.Mixing;

namespace ImsConference.Tests.Ue.Sounds;

/// <summary>A PCM WAV file in memory (RIFF WAVE, format 1, 16 bit).</summary>
/// <param name="RateHz">Samples a second.</param>
/// <param name="Channels">1 or more.</param>
/// <param name="Samples">Interleaved when there are several channels.</param>
public sealed record WavFile(int RateHz, int Channels, short[] Samples)
{
    private const int FormatChunkSize = 16;
    private const int HeaderSize = 44;

    public TimeSpan Duration => TimeSpan.FromSeconds((double)Samples.Length / Channels / RateHz);

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">Not a PCM WAV file, or its sizes are wrong: the message says what.</exception>
    public static async Task<WavFile> ReadAsync(string path, CancellationToken stop = default)
    {
        var bytes = await File.ReadAllBytesAsync(path, stop);
        return TryParse(bytes, out var file, out var fault) ? file : throw new InvalidDataException($"{path}: {fault}");
    }

    /// <param name="bytes">The whole file.</param>
    /// <param name="file">What it holds; null when the result is false.</param>
    /// <param name="fault">What is wrong with it.</param>
    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out WavFile? file, out string fault)
    {
        file = null;
        fault = "no RIFF WAVE header";
        if (bytes.Length < 12 || !bytes.StartsWith("RIFF"u8) || !bytes[8..12].SequenceEqual("WAVE"u8)) return false;

        fault = $"RIFF size {BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..])} in a file of {bytes.Length} bytes";
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) != bytes.Length - 8) return false;

        var format = bytes[..0];
        var rest = bytes[12..];
        while (TryTakeChunk(ref rest, out var id, out var body))
        {
            if (id.SequenceEqual("fmt "u8)) format = body;
            if (id.SequenceEqual("data"u8)) return TryRead(format, body, out file, out fault);
        }

        fault = "no data chunk, or one that is cut";
        return false;
    }

    /// <summary>One channel at the rate of <see cref="Pcm"/>: the mean of all, low-passed.</summary>
    public WavFile ToPcm()
    {
        var frame = RateHz / 1000 * Pcm.FrameMs;
        var resampler = new Resampler(RateHz, Pcm.RateHz);
        var (wide, narrow) = (new int[frame], new int[Pcm.FrameSamples]);
        var samples = new List<short>();
        for (var from = 0; from + frame <= Samples.Length / Channels; from += frame)
        {
            for (var i = 0; i < frame; i++)
            {
                wide[i] = 0;
                for (var channel = 0; channel < Channels; channel++) wide[i] += Samples[(from + i) * Channels + channel];
                wide[i] /= Channels;
            }

            resampler.Process(wide, narrow);
            samples.AddRange(narrow.Select(sample => (short)Math.Clamp(sample, short.MinValue, short.MaxValue)));
        }

        return new WavFile(Pcm.RateHz, 1, [.. samples]);
    }

    /// <summary>Writes the file.</summary>
    public Task WriteAsync(string path, CancellationToken stop = default) => File.WriteAllBytesAsync(path, ToBytes(), stop);

    public byte[] ToBytes()
    {
        var bytes = new byte[HeaderSize + 2 * Samples.Length];
        var header = bytes.AsSpan();
        "RIFF"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], bytes.Length - 8);
        "WAVEfmt "u8.CopyTo(header[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], FormatChunkSize);
        BinaryPrimitives.WriteInt16LittleEndian(header[20..], 1);
        BinaryPrimitives.WriteInt16LittleEndian(header[22..], (short)Channels);
        BinaryPrimitives.WriteInt32LittleEndian(header[24..], RateHz);
        BinaryPrimitives.WriteInt32LittleEndian(header[28..], RateHz * Channels * 2);
        BinaryPrimitives.WriteInt16LittleEndian(header[32..], (short)(Channels * 2));
        BinaryPrimitives.WriteInt16LittleEndian(header[34..], 16);
        "data"u8.CopyTo(header[36..]);
        BinaryPrimitives.WriteInt32LittleEndian(header[40..], 2 * Samples.Length);
        for (var i = 0; i < Samples.Length; i++) BinaryPrimitives.WriteInt16LittleEndian(header[(HeaderSize + 2 * i)..], Samples[i]);
        return bytes;
    }

    private static bool TryTakeChunk(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> id, out ReadOnlySpan<byte> body)
    {
        id = body = default;
        if (rest.Length < 8) return false;
        var size = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
        if (size > rest.Length - 8) return false;

        id = rest[..4];
        body = rest.Slice(8, (int)size);
        rest = rest[Math.Min(rest.Length, 8 + (int)(size + (size & 1)))..];
        return true;
    }

    private static bool TryRead(ReadOnlySpan<byte> format, ReadOnlySpan<byte> data, [NotNullWhen(true)] out WavFile? file, out string fault)
    {
        file = null;
        fault = "no fmt chunk before the data";
        if (format.Length < FormatChunkSize) return false;

        var code = BinaryPrimitives.ReadInt16LittleEndian(format);
        var channels = BinaryPrimitives.ReadInt16LittleEndian(format[2..]);
        var rateHz = BinaryPrimitives.ReadInt32LittleEndian(format[4..]);
        var bits = BinaryPrimitives.ReadInt16LittleEndian(format[14..]);
        fault = $"format {code}, {channels} channels, {rateHz} Hz, {bits} bits: want 16-bit PCM";
        if (code != 1 || channels < 1 || rateHz < 1 || bits != 16) return false;

        var samples = new short[data.Length / 2];
        for (var i = 0; i < samples.Length; i++) samples[i] = BinaryPrimitives.ReadInt16LittleEndian(data[(2 * i)..]);
        file = new WavFile(rateHz, channels, samples);
        fault = "";
        return true;
    }
}
