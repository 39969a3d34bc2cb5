using System.Runtime.CompilerServices;

namespace ImsConference.Sip.Messages;

/// <summary>Header ranges in the order of the message: the first ones inside the message object, the rare rest in an array.</summary>
internal struct HeaderTable
{
    private Inline _inline;
    private HeaderRange[]? _overflow;
    private UInt128 _present;

    public int Count { get; private set; }

    public readonly bool Has(HeaderId id) => (_present >> (int)id & 1) != 0;

    public void Add(HeaderRange range)
    {
        _present |= UInt128.One << (int)range.Id;
        if (Count < Inline.Capacity)
        {
            _inline[Count++] = range;
            return;
        }

        var at = Count++ - Inline.Capacity;
        if (_overflow is null) _overflow = new HeaderRange[Inline.Capacity];
        else if (at == _overflow.Length) Array.Resize(ref _overflow, at * 2);
        _overflow[at] = range;
    }

    /// <summary>By value: a reference into the table would let an immutable message change.</summary>
    public readonly HeaderRange this[int index] => index < Inline.Capacity ? _inline[index] : _overflow![index - Inline.Capacity];

    /// <summary>Index of the next field of that header from <paramref name="from"/> on; −1 when there is none.</summary>
    public readonly int IndexOf(HeaderId id, int from = 0)
    {
        if (!Has(id)) return -1;

        ReadOnlySpan<HeaderRange> inline = _inline;
        var first = Math.Min(Count, Inline.Capacity);
        for (var i = from; i < first; i++)
        {
            if (inline[i].Id == id) return i;
        }

        for (var i = Math.Max(from, Inline.Capacity); i < Count; i++)
        {
            if (_overflow![i - Inline.Capacity].Id == id) return i;
        }

        return -1;
    }

    [InlineArray(Capacity)]
    private struct Inline
    {
        public const int Capacity = 40;
        private HeaderRange _first;
    }
}
