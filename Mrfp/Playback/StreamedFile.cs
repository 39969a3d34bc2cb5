namespace ImsConference.Mrfp.Playback;

/// <summary>A file too long to be kept: read in the background, a little ahead of the media thread.</summary>
public sealed class StreamedFile : Sound
{
    private const int RingSamples = 1 << 16; // 1.4 s at 48 kHz, 8 s at 8 kHz
    private const int ChunkSamples = 2048;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    private readonly SampleRing _ring = new(RingSamples);
    private readonly RateConverter _file;
    private readonly int _times;
    private readonly ITimer _timer;
    private readonly short[] _chunk = new short[ChunkSamples];
    private int _chunkLength; // read, and not yet in the ring
    private int _timesRead;
    private volatile bool _isReleased;
    private volatile string? _fault;

    private StreamedFile(RateConverter file, int times, TimeProvider time)
    {
        _file = file;
        _times = times;
        _timer = time.CreateTimer(_ => ReadOn(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public override int SampleRateHz => _file.SampleRateHz;

    public override long Samples => _file.Samples;

    public override string? Fault => _fault;

    /// <summary>Fills the buffer, then goes on in the background until it has read all or is released.</summary>
    /// <param name="file">Closed at the end.</param>
    /// <param name="times">How often it will be played; 0: until it is released.</param>
    /// <param name="time">Paces the reading.</param>
    public static StreamedFile Start(RateConverter file, int times, TimeProvider time)
    {
        var sound = new StreamedFile(file, times, time);
        sound.ReadOn();
        return sound;
    }

    public override int Read(long at, Span<short> into)
    {
        var read = 0;
        for (var piece = _ring.Peek(); !piece.IsEmpty && read < into.Length; piece = _ring.Peek())
        {
            piece = piece[..Math.Min(piece.Length, into.Length - read)];
            piece.CopyTo(into[read..]);
            _ring.Advance(piece.Length);
            read += piece.Length;
        }

        return read;
    }

    public override void Release() => _isReleased = true;

    private void ReadOn()
    {
        try
        {
            if (!_isReleased && FillRing())
            {
                _timer.Change(Pace, Timeout.InfiniteTimeSpan);
                return;
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            _fault = fault.Message;
        }

        _timer.Dispose();
        _file.Dispose();
    }

    /// <returns>False when all has been read.</returns>
    private bool FillRing()
    {
        while (true)
        {
            if (_chunkLength > 0 && !_ring.TryWrite(_chunk.AsSpan(0, _chunkLength))) return true; // full
            _chunkLength = _file.Read(_chunk);
            if (_chunkLength > 0) continue;
            if (++_timesRead == _times) return false;
            _file.Rewind();
        }
    }
}
