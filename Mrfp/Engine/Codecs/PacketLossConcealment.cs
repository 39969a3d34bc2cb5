namespace ImsConference.Engine.Codecs;

/// <summary>Fills in for lost speech by repeating its last pitch periods, fading to silence, and merges the return of the real signal.</summary>
/// <remarks>
/// The idea is that of G.711 Appendix I, without its 3.75 ms of delay: the first sample is instead joined to the last real one by an offset
/// that dies away. Frames may have any length. Every sample heard must pass through here, in order.
/// </remarks>
public sealed class PacketLossConcealment
{
    private const int HistoryMs = 50;
    private const int TemplateMs = 20;
    private const int MaxPeriods = 3; // repeating a single period for long buzzes (Appendix I §2.5)
    private const int HoldMs = 10; // full loudness for so long
    private const int FadeMs = 50; // then down to nothing
    private const int QuickFadeMs = 5; // when silence is known

    private readonly int _samplesAMs;
    private readonly int _shortestPeriod;
    private readonly int _longestPeriod;
    private readonly short[] _history; // what was heard last: a ring, so that each frame is written once and nothing moved
    private readonly short[] _source; // the history as it was when the loss began
    private readonly int _thinning; // samples to one at 8 kHz
    private readonly short[] _thinned;

    private int _next; // in the history; the oldest sample lies there
    private bool _isSynthesising;
    private int _period;
    private int _periods;
    private int _position; // in the cycle of _periods periods
    private int _elapsed;
    private float _gain;
    private float _offset; // joins the first synthetic sample to the last real one
    private int _mergeLength;
    private int _mergeLeft;

    /// <param name="sampleRateHz">8000 and up, whole kHz.</param>
    public PacketLossConcealment(int sampleRateHz = 8000)
    {
        _samplesAMs = sampleRateHz / 1000;
        _shortestPeriod = 5 * _samplesAMs;
        _longestPeriod = 15 * _samplesAMs;
        _history = new short[HistoryMs * _samplesAMs];
        _source = new short[_history.Length];
        _thinning = Math.Max(1, _samplesAMs / 8);
        _thinned = _thinning == 1 ? [] : new short[_history.Length / _thinning];
    }

    /// <summary>True once a loss has faded to nothing but zeros.</summary>
    public bool IsFaded => _isSynthesising && _gain <= 0;

    private int Quarter => _period / 4;

    /// <summary>Passes real samples, merging their beginning with the synthetic signal after a loss.</summary>
    /// <param name="frame">N samples, changed where they are merged.</param>
    public void Good(Span<short> frame)
    {
        if (_isSynthesising) BeginMerge();
        for (var i = 0; i < frame.Length && _mergeLeft > 0; i++, _mergeLeft--)
        {
            var real = 1 - _mergeLeft / (float)(_mergeLength + 1);
            frame[i] = (short)MathF.Round(frame[i] * real + Synthesise(0) * (1 - real));
        }

        Remember(frame);
    }

    /// <summary>Makes up samples that are missing.</summary>
    /// <param name="frame">N samples out.</param>
    public void Conceal(Span<short> frame) => Fill(frame, HoldMs * _samplesAMs, 1f / (FadeMs * _samplesAMs));

    /// <summary>Makes samples of a known silence (DTX): the end of what went before is faded quickly.</summary>
    /// <param name="frame">N samples out.</param>
    public void Silence(Span<short> frame) => Fill(frame, 0, 1f / (QuickFadeMs * _samplesAMs));

    /// <summary>Announces that the next real samples do not follow the last ones, though no time was lost.</summary>
    public void Splice()
    {
        if (!_isSynthesising) BeginSynthesis();
    }

    /// <summary>Forgets what was heard, as when the source changes.</summary>
    public void Reset()
    {
        _isSynthesising = false;
        _mergeLeft = 0;
        _history.AsSpan().Clear();
    }

    private void Fill(Span<short> frame, int hold, float fadeASample)
    {
        if (!_isSynthesising) BeginSynthesis();
        var i = 0;
        for (; i < frame.Length && _gain > 0; i++)
        {
            frame[i] = Synthesise(_elapsed >= hold ? fadeASample : 0);
            _elapsed++;
        }

        frame[i..].Clear();
        Remember(frame);
    }

    private void BeginSynthesis()
    {
        _history.AsSpan(_next).CopyTo(_source);
        _history.AsSpan(0, _next).CopyTo(_source.AsSpan(_history.Length - _next));
        _isSynthesising = true;
        _mergeLeft = 0;
        _period = FindPeriod();
        _periods = 1;
        _position = 0;
        _elapsed = 0;
        _gain = 1;
        _offset = _source[^1] - _source[^(_period + 1)];
    }

    private void BeginMerge()
    {
        // A quarter period, and longer after a longer loss, as the phases have drifted apart (Appendix I §2.7).
        var longer = _elapsed / (10 * _samplesAMs) * 4 * _samplesAMs;
        _mergeLength = Math.Min(Quarter + longer, 10 * _samplesAMs);
        _mergeLeft = _mergeLength;
        _isSynthesising = false;
    }

    private short Synthesise(float fade)
    {
        if (_gain <= 0) return 0;

        var value = Cycle();
        if (_offset != 0)
        {
            value += _offset;
            _offset = MathF.Abs(_offset) < 1 ? 0 : _offset * 0.8f;
        }

        if (++_position == _period * _periods) Wrap();
        value *= _gain;
        _gain -= fade;
        return (short)Math.Clamp(MathF.Round(value), short.MinValue, short.MaxValue);
    }

    // The last quarter period of the cycle turns into what precedes its start, so that wrapping is seamless.
    private float Cycle()
    {
        var length = _period * _periods;
        var left = length - _position;
        float value = _source[^left];
        if (left > Quarter) return value;

        var weight = (Quarter - left + 1) / (float)(Quarter + 1);
        return value * (1 - weight) + _source[^(left + length)] * weight;
    }

    private void Wrap()
    {
        _position = 0;
        if (_elapsed < HoldMs * _samplesAMs || _periods == MaxPeriods) return;
        _periods++;
        _position = _period; // of the longer cycle, the sample that the wrap has led to
    }

    // The lag at which the last 20 ms look most like what came before: sought at 8 kHz, then settled at the full rate.
    private int FindPeriod()
    {
        var coarse = LikestLag(Thinned(), _shortestPeriod / _thinning, _longestPeriod / _thinning) * _thinning;
        return _thinning == 1
            ? coarse
            : LikestLag(_source, Math.Max(coarse - _thinning + 1, _shortestPeriod), Math.Min(coarse + _thinning - 1, _longestPeriod));
    }

    private static int LikestLag(ReadOnlySpan<short> source, int shortest, int longest)
    {
        var length = source.Length * TemplateMs / HistoryMs;
        var template = source[^length..];
        var best = longest;
        var bestScore = 0.0;
        for (var lag = shortest; lag <= longest; lag++)
        {
            var score = Similarity.Of(template, source.Slice(source.Length - length - lag, length));
            if (score <= bestScore) continue;
            bestScore = score;
            best = lag;
        }

        return best;
    }

    private ReadOnlySpan<short> Thinned()
    {
        if (_thinning == 1) return _source;
        for (var i = 0; i < _thinned.Length; i++)
        {
            var sum = 0;
            foreach (var sample in _source.AsSpan(i * _thinning, _thinning)) sum += sample;
            _thinned[i] = (short)(sum / _thinning);
        }

        return _thinned;
    }

    private void Remember(ReadOnlySpan<short> heard)
    {
        heard = heard[^Math.Min(heard.Length, _history.Length)..];
        var room = Math.Min(heard.Length, _history.Length - _next);
        heard[..room].CopyTo(_history.AsSpan(_next));
        heard[room..].CopyTo(_history);
        _next = (_next + heard.Length) % _history.Length;
    }
}
