namespace ImsConference.Mrfp.Playback;

/// <summary>Plays sounds one after the other, frame by frame, on the media thread: it waits for nothing and allocates nothing.</summary>
public sealed class Player
{
    /// <summary>Of silence that stands beside no sound.</summary>
    public const int RateOfSilence = 8_000;

    private const int FramesASecond = 50;

    private readonly Sound[] _sounds; // with the gap as the last one, where there is a gap
    private readonly bool _hasGap;
    private readonly int _times;
    private readonly float _gain;
    private int _index;
    private int _timesPlayed;
    private long _at;

    /// <param name="sounds">At least one.</param>
    /// <param name="times">How often; 0: until it is stopped.</param>
    /// <param name="gapMs">Silence before each repetition.</param>
    /// <param name="gainDb">Of all.</param>
    public Player(IReadOnlyList<Sound> sounds, int times, int gapMs = 0, int gainDb = 0)
    {
        _sounds = gapMs > 0 ? [.. sounds, new Pause(sounds[^1].SampleRateHz, gapMs)] : [.. sounds];
        _hasGap = gapMs > 0;
        _times = times;
        _gain = MathF.Pow(10, gainDb / 20f);
        RatesHz = [.. sounds.Select(sound => sound.SampleRateHz).Distinct()];
        var onceMs = _sounds.Sum(sound => sound.Samples * 1000 / sound.SampleRateHz);
        DurationMs = times == 0 ? 0 : (int)Math.Min(int.MaxValue, onceMs * times - gapMs);
    }

    /// <summary>Rates that its frames may have.</summary>
    public IReadOnlyList<int> RatesHz { get; }

    /// <summary>Of all repetitions; 0 when it does not end by itself.</summary>
    public int DurationMs { get; }

    /// <summary>What is wrong with a file; null while nothing is.</summary>
    public string? Fault { get; private set; }

    /// <summary>Its last frame fades out.</summary>
    public bool IsStopping { get; private set; }

    /// <summary>There is no more.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>Frames in which a file was not read in time, wholly or in part.</summary>
    public long LateFrames { get; private set; }

    /// <summary>The next frame is the last, and fades out.</summary>
    public void Stop() => IsStopping = true;

    /// <summary>Makes the next frame.</summary>
    /// <param name="buffer">Room for 20 ms at 48 kHz.</param>
    /// <param name="sampleRateHz">Of the frame.</param>
    /// <returns>The frame, in the buffer; empty when it has ended.</returns>
    public Span<short> Read(Span<short> buffer, out int sampleRateHz)
    {
        sampleRateHz = _sounds[_index].SampleRateHz;
        if (IsEnded) return [];
        var frame = buffer[..(sampleRateHz / FramesASecond)];
        frame[Fill(frame, sampleRateHz)..].Clear();
        if (_gain != 1) Amplify(frame);
        if (!IsStopping) return frame;
        Engine.Mixing.MixKernel.FadeOut(frame);
        End();
        return frame;
    }

    /// <summary>Lets go of its sounds; no frame is read any more.</summary>
    public void End()
    {
        if (IsEnded) return;
        IsEnded = true;
        foreach (var sound in _sounds) sound.Release();
    }

    private int Fill(Span<short> frame, int sampleRateHz)
    {
        var filled = 0;
        while (filled < frame.Length && !IsEnded && _sounds[_index] is var sound && sound.SampleRateHz == sampleRateHz)
        {
            var wanted = (int)Math.Min(frame.Length - filled, sound.Samples - _at);
            var read = wanted == 0 ? 0 : sound.Read(_at, frame.Slice(filled, wanted));
            filled += read;
            _at += read;
            if (_at == sound.Samples) Next();
            else if (read < wanted)
            {
                Miss(sound);
                break;
            }
        }

        return filled;
    }

    private void Miss(Sound sound)
    {
        LateFrames++;
        if (sound.Fault is not { } fault) return;
        Fault = fault;
        End();
    }

    private void Next()
    {
        _at = 0;
        var isLastTime = _times > 0 && _timesPlayed == _times - 1;
        if (++_index < (_hasGap && isLastTime ? _sounds.Length - 1 : _sounds.Length)) return;
        _index = 0;
        _timesPlayed++;
        if (isLastTime) End();
    }

    private void Amplify(Span<short> frame)
    {
        for (var i = 0; i < frame.Length; i++) frame[i] = (short)Math.Clamp(frame[i] * _gain, short.MinValue, short.MaxValue);
    }
}
