namespace ImsConference.Engine.Codecs;

/// <summary>A decoder of a native codec that works by frames and makes up lost ones itself; this adds what lies between frames.</summary>
/// <remarks>
/// Made-up sound fades to zeros, and so does what was heard before a silence of which the codec knows no noise; after either the codec begins
/// anew, which is nearer to the state of an encoder that has coded silence than a memory of old speech, and its first samples are faded in.
/// </remarks>
internal abstract class FrameDecoder : IAudioDecoder
{
    private const int HoldMs = 40; // the codecs turn repetitions down themselves
    private const int FadeMs = 60;

    private readonly PacketLossConcealment _seams;
    private readonly short[] _made; // a made-up frame, and how much of its end is still to be heard
    private readonly int _hold;
    private readonly int _fade;
    private int _madeLeft;
    private int _concealed; // samples since the last that were real
    private bool _isStale;

    /// <param name="sampleRateHz">Of the PCM.</param>
    /// <param name="longestFrameMs">Longest frame that can be recovered from its successor, at least 20.</param>
    protected FrameDecoder(int sampleRateHz, int longestFrameMs = AudioFormat.FrameMs)
    {
        SampleRateHz = sampleRateHz;
        FrameSamples = sampleRateHz / 1000 * AudioFormat.FrameMs;
        _seams = new PacketLossConcealment(sampleRateHz);
        _made = new short[sampleRateHz / 1000 * longestFrameMs];
        _hold = sampleRateHz / 1000 * HoldMs;
        _fade = sampleRateHz / 1000 * FadeMs;
    }

    public int SampleRateHz { get; }

    public bool IsFaded => _isStale;

    public abstract bool IsNoisy { get; }

    /// <summary>20 ms.</summary>
    protected int FrameSamples { get; }

    public abstract int Measure(ReadOnlySpan<byte> payload);

    public abstract bool IsSilence(ReadOnlySpan<byte> payload);

    public abstract bool IsNoise(ReadOnlySpan<byte> payload);

    public virtual bool TryReadModeRequest(ReadOnlySpan<byte> payload, out int mode)
    {
        mode = AmrMode.NoRequest;
        return false;
    }

    public int Decode(ReadOnlySpan<byte> payload, Span<short> pcm)
    {
        Refresh();
        pcm = pcm[..Expand(payload, pcm)];
        _madeLeft = 0;
        _concealed = 0;
        _seams.Good(pcm);
        return pcm.Length;
    }

    public void Conceal(Span<short> pcm, ReadOnlySpan<byte> next)
    {
        var recoverable = next.IsEmpty ? 0 : Recoverable(next);
        if (recoverable == 0)
        {
            MakeUp(pcm);
            return;
        }

        MakeUp(pcm[..Math.Max(0, pcm.Length - recoverable)]);
        Refresh();
        var recovered = _made.AsSpan(0, recoverable);
        Recover(next, recovered);
        _madeLeft = 0;
        _concealed = 0;
        var heard = pcm[^Math.Min(pcm.Length, recoverable)..];
        recovered[^heard.Length..].CopyTo(heard);
        _seams.Good(heard);
    }

    public void Silence(Span<short> pcm)
    {
        if (_isStale)
        {
            pcm.Clear();
            return;
        }

        if (IsNoisy)
        {
            MakeNoise(pcm);
            return;
        }

        _seams.Silence(pcm);
        if (_seams.IsFaded) ComeToRest();
    }

    public void Splice() => _seams.Splice();

    public virtual void Reset()
    {
        _seams.Reset();
        _madeLeft = 0;
        _concealed = 0;
        _isStale = false;
        Restart();
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Decodes a payload that <see cref="Measure"/> found good.</summary>
    /// <returns>Samples written: its duration.</returns>
    protected abstract int Expand(ReadOnlySpan<byte> payload, Span<short> pcm);

    /// <summary>Makes up a frame of 20 ms.</summary>
    protected abstract void Lose(Span<short> frame);

    /// <summary>Makes 20 ms of comfort noise, while it is noisy.</summary>
    protected abstract void Rest(Span<short> frame);

    /// <summary>How many samples before it this payload holds a copy of; 0 is none.</summary>
    protected virtual int Recoverable(ReadOnlySpan<byte> next) => 0;

    /// <summary>Decodes that copy.</summary>
    /// <param name="next">One that <see cref="Recoverable"/> found to have a copy.</param>
    /// <param name="frame">As many samples as it said.</param>
    protected virtual void Recover(ReadOnlySpan<byte> next, Span<short> frame) => Lose(frame);

    /// <summary>Brings the codec to its first state.</summary>
    protected abstract void Restart();

    protected abstract void Dispose(bool disposing);

    private void Refresh()
    {
        if (!_isStale) return;
        _isStale = false;
        Restart();
    }

    private void MakeUp(Span<short> pcm)
    {
        while (!pcm.IsEmpty && !_isStale)
        {
            if (_madeLeft == 0) Lose(_made.AsSpan(0, FrameSamples));
            var part = TakeMade(ref pcm);
            Fade(part);
            _seams.Good(part);
            if (_concealed >= _hold + _fade) ComeToRest();
        }

        pcm.Clear();
    }

    private void MakeNoise(Span<short> pcm)
    {
        _concealed = 0;
        while (!pcm.IsEmpty)
        {
            if (_madeLeft == 0) Rest(_made.AsSpan(0, FrameSamples));
            _seams.Good(TakeMade(ref pcm));
        }
    }

    // As much of the frame just made, or of what was left of it, as there is room for.
    private Span<short> TakeMade(ref Span<short> room)
    {
        if (_madeLeft == 0) _madeLeft = FrameSamples;
        var part = room[..Math.Min(room.Length, _madeLeft)];
        _made.AsSpan(FrameSamples - _madeLeft, part.Length).CopyTo(part);
        _madeLeft -= part.Length;
        room = room[part.Length..];
        return part;
    }

    private void ComeToRest()
    {
        _isStale = true;
        _madeLeft = 0;
        _seams.Reset();
        _seams.Splice(); // what comes next is faded in from zeros
    }

    private void Fade(Span<short> part)
    {
        for (var i = Math.Max(0, _hold - _concealed); i < part.Length; i++)
            part[i] = (short)(part[i] * Math.Max(0, _hold + _fade - _concealed - i) / _fade);
        _concealed += part.Length;
    }
}
