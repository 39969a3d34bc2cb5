namespace ImsConference.Engine.Rtp;

/// <summary>Least and greatest margin of the packets of the last one to two windows.</summary>
/// <param name="length">Of a window, samples of playout time.</param>
internal sealed class MarginWindow(int length)
{
    private const long None = long.MaxValue;

    private long _least = None;
    private long _leastBefore = None;
    private long _greatest = -None;
    private long _greatestBefore = -None;
    private int _elapsed;

    /// <summary>The least margin, when a whole window and the present one both saw packets.</summary>
    public bool TryGetLeast(out long least)
    {
        least = Math.Min(_least, _leastBefore);
        return _leastBefore != None && _least != None;
    }

    /// <summary>The greatest margin, or <paramref name="otherwise"/> when no packet was seen.</summary>
    public long Greatest(long otherwise) => Math.Max(_greatest, _greatestBefore) is var greatest && greatest == -None ? otherwise : greatest;

    public void Observe(long margin)
    {
        _least = Math.Min(_least, margin);
        _greatest = Math.Max(_greatest, margin);
    }

    /// <summary>The delay changed by so much, and with it every margin.</summary>
    public void Shift(long samples)
    {
        if (_least != None) (_least, _greatest) = (_least + samples, _greatest + samples);
        if (_leastBefore != None) (_leastBefore, _greatestBefore) = (_leastBefore + samples, _greatestBefore + samples);
    }

    /// <summary>Playout time passes.</summary>
    public void Advance(int samples)
    {
        _elapsed += samples;
        if (_elapsed < length) return;
        _elapsed = 0;
        (_leastBefore, _greatestBefore) = (_least, _greatest);
        (_least, _greatest) = (None, -None);
    }

    public void Clear()
    {
        (_least, _greatest, _leastBefore, _greatestBefore) = (None, -None, None, -None);
        _elapsed = 0;
    }
}
