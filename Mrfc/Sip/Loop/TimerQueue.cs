using System.Diagnostics;

namespace ImsConference.Sip.Loop;

/// <summary>Binary heap of timers by due time; equal times run in the order they were scheduled.</summary>
/// <remarks>Most SIP timers are cancelled, so an entry knows its place and leaves the heap at once instead of lingering for 32 s.</remarks>
internal sealed class TimerQueue
{
    private LoopTimer[] _heap = new LoopTimer[64];
    private long _order;

    public int Count { get; private set; }

    /// <summary>Timestamp of the next timer; <see cref="long.MaxValue"/> when there is none.</summary>
    public long NextDue => Count == 0 ? long.MaxValue : _heap[0].Due;

    public LoopTimer Add(long due, Action work)
    {
        var timer = new LoopTimer(this, due, _order++, work);
        if (Count == _heap.Length) Array.Resize(ref _heap, Count * 2);
        Rise(Count++, timer);
        return timer;
    }

    public bool TryTakeDue(long now, out LoopTimer? timer)
    {
        timer = Count > 0 && _heap[0].Due <= now ? _heap[0] : null;
        if (timer is null) return false;
        Remove(timer);
        return true;
    }

    public void Remove(LoopTimer timer)
    {
        var index = timer.Index;
        if (index < 0) return;

        Debug.Assert(ReferenceEquals(_heap[index], timer));
        timer.Index = -1;
        var last = _heap[--Count];
        _heap[Count] = null!;
        if (ReferenceEquals(last, timer)) return;

        if (index > 0 && IsBefore(last, _heap[(index - 1) / 2])) Rise(index, last);
        else Sink(index, last);
    }

    private static bool IsBefore(LoopTimer a, LoopTimer b) => a.Due < b.Due || (a.Due == b.Due && a.Order < b.Order);

    private void Rise(int index, LoopTimer timer)
    {
        for (int parent; index > 0 && IsBefore(timer, _heap[parent = (index - 1) / 2]); index = parent) Place(index, _heap[parent]);
        Place(index, timer);
    }

    private void Sink(int index, LoopTimer timer)
    {
        for (int child; (child = (2 * index) + 1) < Count; index = child)
        {
            if (child + 1 < Count && IsBefore(_heap[child + 1], _heap[child])) child++;
            if (!IsBefore(_heap[child], timer)) break;
            Place(index, _heap[child]);
        }

        Place(index, timer);
    }

    private void Place(int index, LoopTimer timer)
    {
        _heap[index] = timer;
        timer.Index = index;
    }
}
