namespace ImsConference.Engine.Rtp;

/// <summary>How long the delay of a <see cref="JitterBuffer"/> should be, learnt from the margins of the packets that came.</summary>
/// <remarks>
/// Packets are taken from the network once a tick, so that a margin says when a packet was found, up to a frame after it came. One
/// that comes close to the tick, or a clock that drifts past it, moves the margin by a whole frame. Hence two rules beside the least
/// margin of the last windows. <em>Patience</em>: each time that a delay just cut turns out to be needed, the next cut waits twice
/// as long. <em>Foresight</em>: when even the earliest packets come later than before, the source's clock is slow or the route has become longer, and
/// a frame is put by in small steps before the next packet misses its tick.
/// </remarks>
internal sealed class DelayPlan
{
    private const int MostPatience = 64;
    private const int QuietWindows = 8; // after so many without a late packet patience halves
    private const int FewestPackets = 16; // of a window, to say something about the clock
    private const int ReserveMs = 600_000;

    private readonly int _windowMs;
    private int _unitsAMs = 8;
    private MarginWindow _needs = new(); // its length grows with patience
    private MarginWindow _earliest = new();
    private int _patience = 1;
    private int _quietWindows;
    private bool _hasCut;
    private long _owed; // to be put by
    private long _reserve; // put by
    private long _reserveLeft; // for so long

    /// <param name="windowMs">The delay shrinks only by what no packet has needed for one to two windows.</param>
    public DelayPlan(int windowMs) => _windowMs = windowMs;

    /// <summary>What can be cut; 0 while that is not known.</summary>
    public int Excess => _owed == 0 && _needs.TryGetLeast(out var least) ? (int)Math.Max(0, least - Kept) : 0;

    /// <summary>What should be put by.</summary>
    public int Shortage => (int)_owed;

    // Stretches are as long as the wave's period: what they were too long by is not worth a cut.
    private long Kept => _reserve == 0 ? 0 : _reserve + Frame / 2;

    private int Frame => 20 * _unitsAMs;

    /// <summary>A new time line: the margins mean nothing any more.</summary>
    public void Begin(int unitsAMs)
    {
        _unitsAMs = unitsAMs;
        _needs.Clear();
        _earliest.Clear();
        _owed = 0;
        _reserve = 0;
    }

    /// <summary>A packet has come, so long before its time.</summary>
    /// <param name="margin">In units.</param>
    /// <param name="isPunctual">False when it may have been found too early, because it had to wait for the tick: how early says nothing of its source.</param>
    public void Observe(long margin, bool isPunctual)
    {
        _needs.Observe(margin);
        if (isPunctual) _earliest.Observe(margin);
    }

    /// <summary>The greatest margin of late, or <paramref name="otherwise"/>.</summary>
    public long Greatest(long otherwise) => _earliest.Greatest(otherwise);

    /// <summary>Playout time passes.</summary>
    public void Advance(int units)
    {
        if (_earliest.Advance(units, (long)_windowMs * _unitsAMs)) EndShortWindow();
        if (_needs.Advance(units, (long)_windowMs * _unitsAMs * _patience)) EndWindow();
    }

    /// <summary>A packet came too late: the delay has grown.</summary>
    public void NoteGrown(long units)
    {
        Shift(units);
        _quietWindows = 0;
        if (!_hasCut) return;
        _hasCut = false;
        _patience = Math.Min(MostPatience, 2 * _patience);
    }

    /// <summary>The delay has shrunk.</summary>
    public void NoteCut(int units)
    {
        Shift(-units);
        _hasCut = true;
    }

    /// <summary>The delay has grown ahead of need.</summary>
    public void NoteStretched(int units)
    {
        Shift(units);
        _owed = Math.Max(0, _owed - units);
    }

    private void Shift(long units)
    {
        _needs.Shift(units);
        _earliest.Shift(units);
    }

    private void EndShortWindow()
    {
        var isComparable = _earliest.TryCompare(FewestPackets, out var fall, out var greatest);
        _earliest.Turn();
        _reserveLeft -= _windowMs;
        if (_reserveLeft <= 0) _reserve = 0;
        if (!isComparable || fall < Frame / 2) return;

        _reserve = Frame;
        _reserveLeft = ReserveMs;
        _owed = Math.Clamp(Frame - greatest, 0, fall);
    }

    private void EndWindow()
    {
        _needs.Turn();
        if (++_quietWindows < QuietWindows) return;
        _quietWindows = 0;
        _patience = Math.Max(1, _patience / 2);
    }
}
