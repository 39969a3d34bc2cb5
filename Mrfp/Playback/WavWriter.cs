using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ImsConference.Mrfp.Playback;

/// <summary>A WAV file of 16-bit mono PCM that is playable at any time: after each <see cref="Append"/> the header says how much there is.</summary>
/// <remarks>Samples go first, the header after them in one write: a process that is killed between the two leaves a shorter file, not a broken one.</remarks>
public sealed class WavWriter : IDisposable
{
    private readonly Stream _file;
    private readonly int _sampleRateHz;
    private readonly long _mostRiffBytes;

    /// <param name="file">Empty, seekable; closed with the writer.</param>
    /// <param name="sampleRateHz">For example 8000.</param>
    /// <param name="mostRiffBytes">See <see cref="WavHeader.Write"/>.</param>
    /// <exception cref="IOException">The header could not be written.</exception>
    public WavWriter(Stream file, int sampleRateHz, long mostRiffBytes = WavHeader.MostRiffBytes)
    {
        _file = file;
        _sampleRateHz = sampleRateHz;
        _mostRiffBytes = mostRiffBytes;
        WriteHeader();
    }

    public long Samples { get; private set; }

    /// <exception cref="IOException">Disk full or gone; what was appended before stays playable.</exception>
    public void Append(ReadOnlySpan<short> samples)
    {
        if (samples.IsEmpty) return;
        _file.Seek(WavHeader.Size + Samples * sizeof(short), SeekOrigin.Begin);
        if (BitConverter.IsLittleEndian)
            _file.Write(MemoryMarshal.AsBytes(samples));
        else
            foreach (var sample in samples) WriteLittleEndian(sample);

        Samples += samples.Length;
        WriteHeader();
    }

    public void Dispose() => _file.Dispose();

    private void WriteLittleEndian(short sample)
    {
        Span<byte> bytes = stackalloc byte[sizeof(short)];
        BinaryPrimitives.WriteInt16LittleEndian(bytes, sample);
        _file.Write(bytes);
    }

    private void WriteHeader()
    {
        Span<byte> header = stackalloc byte[WavHeader.Size];
        WavHeader.Write(header, _sampleRateHz, Samples, _mostRiffBytes);
        _file.Seek(0, SeekOrigin.Begin);
        _file.Write(header);
        _file.Flush();
    }
}
