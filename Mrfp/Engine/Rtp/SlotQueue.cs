namespace ImsConference.Engine.Rtp;

/// <summary>What <see cref="JitterBuffer"/> holds, in order of sequence numbers: pieces of at most a frame, so that short slots serve long packets.</summary>
/// <param name="slotBytes">Longest piece.</param>
internal sealed class SlotQueue(int slotBytes)
{
    private const int Capacity = 64;

    private readonly Slot[] _slots = new Slot[Capacity];
    private readonly byte[] _payloads = new byte[Capacity * slotBytes];
    private readonly byte[] _order = FirstOrder(); // the first Count are in use, in order; the others are free

    public int Count { get; private set; }

    public bool IsEmpty => Count == 0;

    public ref readonly Slot First => ref _slots[_order[0]];

    public ReadOnlySpan<byte> FirstPayload => _payloads.AsSpan(_order[0] * slotBytes, First.Length);

    /// <summary>Timestamp behind the newest piece.</summary>
    public long End => _slots[_order[Count - 1]].End;

    /// <summary>Adds a packet; an empty payload makes a pause.</summary>
    /// <returns>False, and nothing is added, when there is no room.</returns>
    public bool TryAdd(long sequence, long timestamp, byte payloadType, ReadOnlySpan<byte> payload)
    {
        var pieces = Math.Max(1, (payload.Length + slotBytes - 1) / slotBytes);
        if (Count + pieces > Capacity) return false;

        var at = Count;
        while (at > 0 && _slots[_order[at - 1]].Sequence > sequence) at--;
        for (var piece = 0; piece < pieces; piece++)
        {
            var bytes = payload.Slice(piece * slotBytes, Math.Min(slotBytes, payload.Length - piece * slotBytes));
            Put(at + piece, new Slot(sequence, timestamp + piece * slotBytes, bytes.Length, payloadType), bytes);
        }

        return true;
    }

    public void RemoveFirst()
    {
        var freed = _order[0];
        Count--;
        _order.AsSpan(1, Count).CopyTo(_order);
        _order[Count] = freed;
    }

    public void Clear() => Count = 0;

    private static byte[] FirstOrder()
    {
        var order = new byte[Capacity];
        for (var i = 0; i < Capacity; i++) order[i] = (byte)i;
        return order;
    }

    private void Put(int at, in Slot slot, ReadOnlySpan<byte> bytes)
    {
        var index = _order[Count];
        _order.AsSpan(at, Count - at).CopyTo(_order.AsSpan(at + 1));
        _order[at] = index;
        _slots[index] = slot;
        bytes.CopyTo(_payloads.AsSpan(index * slotBytes));
        Count++;
    }

    /// <param name="Sequence">64 bits wide.</param>
    /// <param name="Timestamp">Of its first sample, 64 bits wide.</param>
    /// <param name="Length">Samples; 0 is a pause.</param>
    /// <param name="PayloadType">Of its packet.</param>
    internal readonly record struct Slot(long Sequence, long Timestamp, int Length, byte PayloadType)
    {
        public long End => Timestamp + Length;
        public bool IsPause => Length == 0;
    }
}
