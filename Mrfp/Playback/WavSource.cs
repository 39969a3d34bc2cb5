using System.Buffers.Binary;
using ImsConference.Engine.Codecs;

namespace ImsConference.Mrfp.Playback;

/// <summary>The samples of a WAV file, mixed down to mono: PCM of 8, 16 or 24 bits, µ-law or A-law; one or two channels; 8 to 48 kHz.</summary>
public sealed class WavSource : IDisposable
{
    private const int LeastRateHz = 8_000;
    private const int MostRateHz = 48_000;
    private const int ChunkFrames = 2048;
    private const int PcmTag = 1;
    private const int ALawTag = 6;
    private const int MuLawTag = 7;
    private const int ExtensibleTag = 0xFFFE;
    private const int LongestFormat = 4096; // bytes; real ones have 40

    private readonly Stream _file;
    private readonly byte[] _bytes;
    private int _tag;
    private int _channels;
    private int _sampleBytes;
    private long _dataStart;
    private long _at; // frame

    /// <param name="file">Seekable; closed with the source, and when it is none.</param>
    /// <exception cref="InvalidDataException">It is no WAV file, or one of another kind; the message says why.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public WavSource(Stream file)
    {
        _file = file;
        try
        {
            ReadHeader();
            _bytes = new byte[ChunkFrames * FrameBytes];
        }
        catch (Exception)
        {
            file.Dispose();
            throw;
        }
    }

    public int SampleRateHz { get; private set; }

    /// <summary>Samples of each channel.</summary>
    public long Frames { get; private set; }

    private int FrameBytes => _channels * _sampleBytes;

    /// <summary>Reads on.</summary>
    /// <param name="mono">16-bit scale, not rounded.</param>
    /// <returns>Samples; 0 at the end.</returns>
    /// <exception cref="IOException">The file has become shorter, or cannot be read.</exception>
    public int Read(Span<float> mono)
    {
        var frames = (int)Math.Min(Math.Min(mono.Length, ChunkFrames), Frames - _at);
        if (frames <= 0) return 0;
        var bytes = _bytes.AsSpan(0, frames * FrameBytes);
        _file.ReadExactly(bytes);
        for (var i = 0; i < frames; i++) mono[i] = Frame(bytes.Slice(i * FrameBytes, FrameBytes));
        _at += frames;
        return frames;
    }

    /// <summary>Begins anew.</summary>
    public void Rewind()
    {
        _file.Seek(_dataStart, SeekOrigin.Begin);
        _at = 0;
    }

    public void Dispose() => _file.Dispose();

    private float Frame(ReadOnlySpan<byte> frame)
    {
        var sum = 0f;
        for (var channel = 0; channel < _channels; channel++) sum += Sample(frame.Slice(channel * _sampleBytes, _sampleBytes));
        return sum / _channels;
    }

    private float Sample(ReadOnlySpan<byte> sample)
    {
        if (_tag != PcmTag)
        {
            Span<short> linear = stackalloc short[1];
            G711.Decode(_tag == MuLawTag ? G711Law.Mu : G711Law.A, sample, linear);
            return linear[0];
        }

        return _sampleBytes switch
        {
            1 => (sample[0] - 128) << 8, // 8 bits are unsigned
            2 => BinaryPrimitives.ReadInt16LittleEndian(sample),
            _ => BinaryPrimitives.ReadInt16LittleEndian(sample[1..]) + sample[0] / 256f,
        };
    }

    private void ReadHeader()
    {
        Span<byte> head = stackalloc byte[12];
        ReadFully(head);
        if (!head.StartsWith("RIFF"u8) || !head.EndsWith("WAVE"u8)) throw new InvalidDataException("no RIFF/WAVE file");
        while (true)
        {
            Span<byte> chunk = head[..8];
            ReadFully(chunk);
            var size = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
            if (chunk.StartsWith("data"u8))
            {
                TakeData(size);
                return;
            }

            if (chunk.StartsWith("fmt "u8)) ReadFormat(size);
            else Skip(size);
        }
    }

    private void ReadFormat(uint size)
    {
        if (size is < 16 or > LongestFormat) throw new InvalidDataException($"a format chunk of {size} bytes");
        var format = new byte[size];
        ReadFully(format);
        if (size % 2 != 0) Skip(1);

        int Field(int at) => BinaryPrimitives.ReadUInt16LittleEndian(format.AsSpan(at));
        _tag = Field(0) == ExtensibleTag && size >= 26 ? Field(24) : Field(0); // the subformat begins with the tag
        _channels = Field(2);
        var rate = BinaryPrimitives.ReadUInt32LittleEndian(format.AsSpan(4));
        var bits = Field(14);
        var isKnown = _tag == PcmTag ? bits is 8 or 16 or 24 : _tag is ALawTag or MuLawTag && bits == 8;
        if (!isKnown) throw new InvalidDataException($"format {_tag} of {bits} bits is not played");
        if (_channels is not (1 or 2)) throw new InvalidDataException($"{_channels} channels");
        if (rate is < LeastRateHz or > MostRateHz) throw new InvalidDataException($"{rate} Hz");
        SampleRateHz = (int)rate;
        _sampleBytes = bits / 8;
    }

    // Who writes to a pipe cannot know the size: 0 or the greatest there is. Then all that follows is sound.
    private void TakeData(uint size)
    {
        if (_channels == 0) throw new InvalidDataException("data before the format");
        _dataStart = _file.Position;
        var here = Math.Max(0, _file.Length - _dataStart);
        var bytes = size is 0 or uint.MaxValue ? here : Math.Min(size, here);
        Frames = bytes / FrameBytes;
        if (Frames == 0) throw new InvalidDataException("no sound in it");
    }

    private void Skip(uint size)
    {
        var next = _file.Position + size + size % 2;
        if (next > _file.Length) throw new InvalidDataException("it ends too early");
        _file.Seek(next, SeekOrigin.Begin);
    }

    private void ReadFully(Span<byte> buffer)
    {
        if (_file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) < buffer.Length) throw new InvalidDataException("it ends too early");
    }
}
