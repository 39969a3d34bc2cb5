namespace ImsConference.Mrfp.Playback;

/// <summary>Records one mix to a WAV file in the background. The media thread only drops frames into a bounded buffer.</summary>
public sealed class MixRecorder
{
    private const int BufferSamples = 1 << 16; // 8 s at 8 kHz: a disk may well pause that long
    private static readonly TimeSpan WritePeriod = TimeSpan.FromMilliseconds(200);

    private readonly SampleRing _ring = new(BufferSamples);
    private readonly WavWriter _file;
    private readonly TimeProvider _time;
    private readonly Action<MixRecorder> _ended;
    private readonly TaskCompletionSource _stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _writing;
    private long _samples;
    private long _lostSamples;
    private volatile bool _isEnded;

    private MixRecorder(string id, string path, WavWriter file, TimeProvider time, Action<MixRecorder> ended)
    {
        Id = id;
        Path = path;
        _file = file;
        _time = time;
        _ended = ended;
        _writing = WriteAsync();
    }

    /// <summary>Chosen by the MRFC.</summary>
    public string Id { get; }

    /// <summary>Absolute.</summary>
    public string Path { get; }

    /// <summary>In the file so far.</summary>
    public long Samples => Interlocked.Read(ref _samples);

    /// <summary>Why it ended, or is incomplete; empty while nothing is wrong. Final when it has ended.</summary>
    public string Fault { get; private set; } = "";

    /// <summary>True when the file is closed.</summary>
    public bool IsEnded => _isEnded;

    /// <summary>Opens the file and begins.</summary>
    /// <param name="id">Chosen by the MRFC.</param>
    /// <param name="file">New and empty; closed at the end.</param>
    /// <param name="sampleRateHz">Of the mix.</param>
    /// <param name="time">Paces the writing.</param>
    /// <param name="ended">Called once, when the file is closed, for whatever reason.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static MixRecorder Start(string id, FileStream file, int sampleRateHz, TimeProvider time, Action<MixRecorder> ended) =>
        Start(id, file.Name, file, sampleRateHz, time, ended);

    /// <summary>The media thread's side: never waits, never fails.</summary>
    public void Write(ReadOnlySpan<short> frame)
    {
        if (!_isEnded && !_ring.TryWrite(frame)) _lostSamples += frame.Length;
    }

    /// <summary>Writes what is left and closes the file. May be called again.</summary>
    public Task StopAsync()
    {
        _stop.TrySetResult();
        return _writing;
    }

    internal static MixRecorder Start(
        string id, string path, Stream file, int sampleRateHz, TimeProvider time, Action<MixRecorder> ended)
    {
        try
        {
            return new MixRecorder(id, path, new WavWriter(file, sampleRateHz), time, ended);
        }
        catch (IOException)
        {
            file.Dispose();
            throw;
        }
    }

    private async Task WriteAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            while (!_stop.Task.IsCompleted && WriteWhatIsThere())
                await Task.WhenAny(_stop.Task, Task.Delay(WritePeriod, _time));
            WriteWhatIsThere();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            Fault = fault.Message;
        }

        Close();
    }

    // False when the file is as long as it can be.
    private bool WriteWhatIsThere()
    {
        for (var samples = _ring.Peek(); !samples.IsEmpty; samples = _ring.Peek())
        {
            if (_file.Samples + samples.Length > WavWriter.MostSamples)
            {
                Fault = "the file has reached 4 GiB";
                return false;
            }

            _file.Append(samples);
            _ring.Advance(samples.Length);
            Interlocked.Exchange(ref _samples, _file.Samples);
        }

        return true;
    }

    private void Close()
    {
        _isEnded = true;
        try
        {
            _file.Dispose();
        }
        catch (IOException fault)
        {
            Fault = fault.Message;
        }

        if (Fault.Length == 0 && _lostSamples > 0) Fault = $"{_lostSamples} samples are missing: the disk was too slow";
        _ended(this);
    }
}
