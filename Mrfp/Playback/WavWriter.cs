using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ImsConference.Mrfp.Playback;

/// <summary>A WAV file of 16-bit mono PCM that is playable at any time: after each <see cref="Append"/> the header says how much there is.</summary>
/// <remarks>Samples go first, the sizes after them: a process that is killed between the two leaves a shorter file, not a broken one.</remarks>
public sealed class WavWriter : IDisposable
{
    /// <summary>Bytes before the samples.</summary>
    public const int HeaderSize = 44;

    /// <summary>As many as the 32-bit sizes of the header can tell.</summary>
    public const long MostSamples = (uint.MaxValue - HeaderSize) / sizeof(short);

    private readonly Stream _file;

    /// <param name="file">Empty, seekable; closed with the writer.</param>
    /// <param name="sampleRateHz">For example 8000.</param>
    /// <exception cref="IOException">The header could not be written.</exception>
    public WavWriter(Stream file, int sampleRateHz)
    {
        _file = file;
        Span<byte> header = stackalloc byte[HeaderSize];
        "RIFF"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], HeaderSize - 8);
        "WAVEfmt "u8.CopyTo(header[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], 16);
        BinaryPrimitives.WriteInt16LittleEndian(header[20..], 1); // PCM
        BinaryPrimitives.WriteInt16LittleEndian(header[22..], 1); // mono
        BinaryPrimitives.WriteInt32LittleEndian(header[24..], sampleRateHz);
        BinaryPrimitives.WriteInt32LittleEndian(header[28..], sampleRateHz * sizeof(short));
        BinaryPrimitives.WriteInt16LittleEndian(header[32..], sizeof(short));
        BinaryPrimitives.WriteInt16LittleEndian(header[34..], 8 * sizeof(short));
        "data"u8.CopyTo(header[36..]);
        _file.Write(header);
    }

    public long Samples { get; private set; }

    /// <param name="samples">At most what <see cref="MostSamples"/> leaves.</param>
    /// <exception cref="IOException">Disk full or gone; what was appended before stays playable.</exception>
    public void Append(ReadOnlySpan<short> samples)
    {
        if (samples.IsEmpty) return;
        _file.Seek(HeaderSize + Samples * sizeof(short), SeekOrigin.Begin);
        if (BitConverter.IsLittleEndian)
            _file.Write(MemoryMarshal.AsBytes(samples));
        else
            foreach (var sample in samples) WriteLittleEndian(sample);

        Samples += samples.Length;
        WriteSizes();
    }

    public void Dispose() => _file.Dispose();

    private void WriteLittleEndian(short sample)
    {
        Span<byte> bytes = stackalloc byte[sizeof(short)];
        BinaryPrimitives.WriteInt16LittleEndian(bytes, sample);
        _file.Write(bytes);
    }

    private void WriteSizes()
    {
        Span<byte> size = stackalloc byte[4];
        var dataBytes = (uint)(Samples * sizeof(short));
        BinaryPrimitives.WriteUInt32LittleEndian(size, dataBytes + HeaderSize - 8);
        _file.Seek(4, SeekOrigin.Begin);
        _file.Write(size);
        BinaryPrimitives.WriteUInt32LittleEndian(size, dataBytes);
        _file.Seek(HeaderSize - 4, SeekOrigin.Begin);
        _file.Write(size);
        _file.Flush();
    }
}
