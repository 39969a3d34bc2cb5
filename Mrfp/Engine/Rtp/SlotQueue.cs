namespace ImsConference.Engine.Rtp;

/// <summary>What <see cref="JitterBuffer"/> holds, in order of sequence numbers: packets of any duration and size.</summary>
/// <remarks>Small, for a quiet network leaves it all but empty; a burst makes it grow, once and up to a bound.</remarks>
internal sealed class SlotQueue
{
    /// <summary>Most packets at once.</summary>
    public const int Capacity = 32;

    private const int FirstBytes = 512;
    private const int MostBytes = 32 * 1024;

    private readonly Slot[] _slots = new Slot[Capacity];
    private byte[] _payloads = new byte[FirstBytes];
    private int _used; // of _payloads; what was freed in between is found again by Compact

    public int Count { get; private set; }

    public bool IsEmpty => Count == 0;

    public ref readonly Slot First => ref _slots[0];

    public ReadOnlySpan<byte> FirstPayload => _payloads.AsSpan(First.At, First.Bytes);

    /// <summary>Timestamp behind the newest packet.</summary>
    public long End => _slots[Count - 1].End;

    /// <summary>Adds a packet.</summary>
    /// <param name="slot">What it is.</param>
    /// <param name="payload">Copied.</param>
    /// <returns>False, and nothing is added, when there is no room.</returns>
    public bool TryAdd(in Slot slot, ReadOnlySpan<byte> payload)
    {
        if (Count == Capacity || !TryMakeRoom(payload.Length)) return false;

        var at = Count;
        while (at > 0 && _slots[at - 1].Sequence > slot.Sequence) at--;
        _slots.AsSpan(at, Count - at).CopyTo(_slots.AsSpan(at + 1));
        _slots[at] = slot with { At = _used, Bytes = (ushort)payload.Length };
        payload.CopyTo(_payloads.AsSpan(_used));
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

    private bool TryMakeRoom(int bytes)
    {
        if (_used + bytes <= _payloads.Length) return true;
        Compact();
        if (_used + bytes <= _payloads.Length) return true;
        if (_used + bytes > MostBytes) return false;
        Array.Resize(ref _payloads, Math.Min(MostBytes, Math.Max(2 * _payloads.Length, _used + bytes)));
        return true;
    }

    // Payloads lie in the order of their arrival, slots in that of their sequence.
    private void Compact()
    {
        _used = 0;
        while (FindFirstBehind(_used) is var next and >= 0)
        {
            var slot = _slots[next];
            _payloads.AsSpan(slot.At, slot.Bytes).CopyTo(_payloads.AsSpan(_used));
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
