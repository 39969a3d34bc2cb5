namespace ImsConference.Engine.Rtp;

/// <summary>Least and greatest margin of the packets of the present window and of the one before.</summary>
internal struct MarginWindow
{
    private const long None = long.MaxValue;

    private long _least;
    private long _leastBefore;
    private long _greatest;
    private long _greatestBefore;
    private int _packets;
    private int _packetsBefore;
    private int _elapsed;

    /// <summary>Empty, as <see cref="Clear"/> leaves it.</summary>
    public MarginWindow() => Clear();

    /// <summary>The least margin, when a whole window and the present one both saw packets.</summary>
    public readonly bool TryGetLeast(out long least)
    {
        least = Math.Min(_least, _leastBefore);
        return _leastBefore != None && _least != None;
    }

    /// <summary>The greatest margin, or <paramref name="otherwise"/> when no packet was seen.</summary>
    public readonly long Greatest(long otherwise) =>
        Math.Max(_greatest, _greatestBefore) is var greatest && greatest == -None ? otherwise : greatest;

    /// <summary>Compares the window now ending with the one before.</summary>
    /// <param name="packets">That both must have seen to say something.</param>
    /// <param name="fall">By how much even the earliest packets come later than before.</param>
    /// <param name="greatest">Margin of the earliest now.</param>
    public readonly bool TryCompare(int packets, out long fall, out long greatest)
    {
        (fall, greatest) = (_greatestBefore - _greatest, _greatest);
        return _packets >= packets && _packetsBefore >= packets;
    }

    public void Observe(long margin)
    {
        _least = Math.Min(_least, margin);
        _greatest = Math.Max(_greatest, margin);
        _packets++;
    }

    /// <summary>The delay changed by so much, and with it every margin.</summary>
    public void Shift(long units)
    {
        if (_least != None) (_least, _greatest) = (_least + units, _greatest + units);
        if (_leastBefore != None) (_leastBefore, _greatestBefore) = (_leastBefore + units, _greatestBefore + units);
    }

    /// <summary>Playout time passes.</summary>
    /// <returns>True when the present window is over: call <see cref="Turn"/>.</returns>
    public bool Advance(int units, long length)
    {
        _elapsed += units;
        return _elapsed >= length;
    }

    /// <summary>Begins a new window.</summary>
    public void Turn()
    {
        _elapsed = 0;
        (_leastBefore, _greatestBefore, _packetsBefore) = (_least, _greatest, _packets);
        (_least, _greatest, _packets) = (None, -None, 0);
    }

    public void Clear()
    {
        (_least, _greatest, _packets) = (None, -None, 0);
        Turn();
    }
}
