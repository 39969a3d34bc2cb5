namespace ImsConference.Engine.Rtp;

/// <summary>What <see cref="JitterBuffer"/> holds, in order of sequence numbers: packets of any duration and size.</summary>
/// <remarks>Small, for a quiet network leaves it all but empty; for a burst it borrows memory, up to a bound, and gives it back.</remarks>
internal sealed class SlotQueue(BurstMemory bursts) : IDisposable
{
    /// <summary>Most packets at once.</summary>
    public const int Capacity = 32;

    private const int FirstBytes = 512;
    private const int MostBytes = 32 * 1024;

    private readonly Slot[] _slots = new Slot[Capacity];
    private readonly byte[] _own = new byte[FirstBytes];
    private byte[]? _borrowed; // in a burst: all payloads lie there
    private int _used; // of the payloads' memory; what was freed in between is found again by Compact

    public int Count { get; private set; }

    public bool IsEmpty => Count == 0;

    public ref readonly Slot First => ref _slots[0];

    /// <summary>Valid until the next packet is added, also when it was removed meanwhile.</summary>
    public ReadOnlySpan<byte> FirstPayload => Payloads.AsSpan(First.At, First.Bytes);

    /// <summary>Timestamp behind the newest packet.</summary>
    public long End => _slots[Count - 1].End;

    internal IEnumerable<object> Parts => [_slots, _own];

    private byte[] Payloads => _borrowed ?? _own;

    /// <summary>Adds a packet.</summary>
    /// <param name="slot">What it is.</param>
    /// <param name="payload">Copied.</param>
    /// <returns>False, and nothing is added, when there is no room.</returns>
    public bool TryAdd(in Slot slot, ReadOnlySpan<byte> payload)
    {
        if (Count == 0) GiveBack();
        if (Count == Capacity || !TryMakeRoom(payload.Length)) return false;

        var at = Count;
        while (at > 0 && _slots[at - 1].Sequence > slot.Sequence) at--;
        _slots.AsSpan(at, Count - at).CopyTo(_slots.AsSpan(at + 1));
        _slots[at] = slot with { At = _used, Bytes = (ushort)payload.Length };
        payload.CopyTo(Payloads.AsSpan(_used));
        _used += payload.Length;
        Count++;
        return true;
    }

    public void RemoveFirst()
    {
        Count--;
        _slots.AsSpan(1, Count).CopyTo(_slots);
        if (Count == 0) _used = 0;
    }

    public void Clear() => Count = _used = 0;

    public void Dispose() => GiveBack();

    private bool TryMakeRoom(int bytes)
    {
        if (_used + bytes <= Payloads.Length) return true;
        Compact();
        if (_used + bytes <= Payloads.Length) return true;
        if (_used + bytes > MostBytes) return false;
        Grow(_used + bytes);
        return true;
    }

    // Long packets alone need more than a block.
    private void Grow(int needed)
    {
        var larger = needed <= BurstMemory.BlockBytes ? bursts.Borrow() : new byte[Math.Min(MostBytes, 2 * needed)];
        Payloads.AsSpan(0, _used).CopyTo(larger);
        GiveBack();
        _borrowed = larger;
    }

    private void GiveBack()
    {
        if (_borrowed is { Length: BurstMemory.BlockBytes } block) bursts.Return(block);
        _borrowed = null;
    }

    // Payloads lie in the order of their arrival, slots in that of their sequence.
    private void Compact()
    {
        _used = 0;
        while (FindFirstBehind(_used) is var next and >= 0)
        {
            var slot = _slots[next];
            Payloads.AsSpan(slot.At, slot.Bytes).CopyTo(Payloads.AsSpan(_used));
            _slots[next] = slot with { At = _used };
            _used += slot.Bytes;
        }
    }

    private int FindFirstBehind(int position)
    {
        var first = -1;
        for (var i = 0; i < Count; i++)
        {
            var isBehind = _slots[i].Bytes > 0 && _slots[i].At >= position;
            if (isBehind && (first < 0 || _slots[i].At < _slots[first].At)) first = i;
        }

        return first;
    }
}
