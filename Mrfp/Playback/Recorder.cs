using System.Numerics;

namespace ImsConference.Mrfp.Playback;

/// <summary>Writes one signal to a WAV file in the background. The media thread only drops frames into a bounded buffer.</summary>
public sealed class Recorder
{
    private const int BufferMs = 4_000; // at least; a disk may well pause that long
    private static readonly TimeSpan WritePeriod = TimeSpan.FromMilliseconds(200);

    private readonly SampleRing _ring;
    private readonly RecorderSettings _settings;
    private readonly TimeProvider _time;
    private readonly Action<Recorder> _ended;
    private readonly TaskCompletionSource _stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _writing;
    private long _samples;
    private long _missingSamples;
    private int _end = -1; // none yet
    private volatile bool _isEnded;

    private Recorder(RecorderSettings settings, Func<RecordingFile> open, TimeProvider time, Action<Recorder> ended)
    {
        _ring = new SampleRing((int)BitOperations.RoundUpToPowerOf2((uint)(settings.SampleRateHz / 1000 * BufferMs)));
        _settings = settings;
        _time = time;
        _ended = ended;
        _writing = WriteAsync(open);
    }

    /// <summary>Absolute; empty until the file is open, or when it could not be made.</summary>
    public string Path { get; private set; } = "";

    public int SampleRateHz => _settings.SampleRateHz;

    /// <summary>In the file so far.</summary>
    public long Samples => Interlocked.Read(ref _samples);

    /// <summary>Left out because the disk was too slow.</summary>
    public long MissingSamples => Interlocked.Read(ref _missingSamples);

    /// <summary>Why it ended; final when it has.</summary>
    public RecordingEnd End => (RecordingEnd)Math.Max(0, Volatile.Read(ref _end));

    /// <summary>What went wrong, for people; empty while nothing did. Final when it has ended.</summary>
    public string Fault { get; private set; } = "";

    /// <summary>True when the file is closed.</summary>
    public bool IsEnded => _isEnded;

    /// <summary>Completes when the file is open; fails when it cannot be.</summary>
    public Task Opened => _opened.Task;

    /// <summary>Completes when the file is closed.</summary>
    public Task Closed => _writing;

    /// <summary>Begins: the file is opened in the background.</summary>
    /// <param name="settings">Its form.</param>
    /// <param name="open">Makes it; what it throws ends the recording.</param>
    /// <param name="time">Paces the writing.</param>
    /// <param name="ended">Called once, when the file is closed, for whatever reason; on any thread.</param>
    public static Recorder Start(RecorderSettings settings, Func<RecordingFile> open, TimeProvider time, Action<Recorder> ended) =>
        new(settings, open, time, ended);

    /// <summary>The media thread's side: never waits, never fails.</summary>
    public void Write(ReadOnlySpan<short> frame)
    {
        if (!_isEnded && !_ring.TryWrite(frame)) Interlocked.Add(ref _missingSamples, frame.Length);
    }

    /// <summary>Ends it: what is left is written in the background. From any thread; the first reason stands.</summary>
    public void Finish(RecordingEnd why)
    {
        SetEnd(why);
        _stop.TrySetResult();
    }

    private async Task WriteAsync(Func<RecordingFile> open)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        WavWriter? wav = null;
        try
        {
            wav = Open(open());
            _opened.TrySetResult();
            while (!_stop.Task.IsCompleted && WriteWhatIsThere(wav))
                await Task.WhenAny(_stop.Task, Task.Delay(WritePeriod, _time));
            WriteWhatIsThere(wav);
        }
        catch (Exception fault)
        {
            Fail(fault); // the edge: whatever a disk does ends this file, and nothing else
        }

        Close(wav);
    }

    private WavWriter Open(RecordingFile file)
    {
        try
        {
            var wav = new WavWriter(file.Content, SampleRateHz, _settings.MostRiffBytes);
            Path = file.Path;
            return wav;
        }
        catch (Exception)
        {
            file.Content.Dispose();
            throw;
        }
    }

    // False when the file is as long as it may be.
    private bool WriteWhatIsThere(WavWriter wav)
    {
        for (var samples = _ring.Peek(); !samples.IsEmpty; samples = _ring.Peek())
        {
            var room = (int)Math.Min(samples.Length, _settings.MostSamples - wav.Samples);
            if (room == 0) return Limit($"as long as is allowed: {_settings.MostSamples / SampleRateHz} s");
            if (!_settings.MayGrow(room * sizeof(short))) return Limit("the recording folder is as large as is allowed");

            wav.Append(samples[..room]);
            _ring.Advance(room);
            Interlocked.Exchange(ref _samples, wav.Samples);
        }

        return true;
    }

    private bool Limit(string fault)
    {
        if (SetEnd(RecordingEnd.LimitReached)) Fault = fault;
        return false;
    }

    private void Fail(Exception fault)
    {
        Interlocked.Exchange(ref _end, (int)(DiskFaults.IsFull(fault) ? RecordingEnd.DiskFull : RecordingEnd.Unwritable));
        Fault = fault.Message;
        _opened.TrySetException(fault);
    }

    private bool SetEnd(RecordingEnd why) => Interlocked.CompareExchange(ref _end, (int)why, -1) == -1;

    private void Close(WavWriter? wav)
    {
        _isEnded = true;
        try
        {
            wav?.Dispose();
        }
        catch (IOException fault)
        {
            Fail(fault);
        }

        if (Fault.Length == 0 && MissingSamples > 0) Fault = $"{MissingSamples} samples are missing: the disk was too slow";
        _ended(this);
    }
}
