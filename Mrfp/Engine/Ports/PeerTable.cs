using System.Diagnostics.CodeAnalysis;
using ImsConference.Engine.Rtp;

namespace ImsConference.Engine.Ports;

/// <summary>Finds what belongs to a peer's address: open addressing with linear probing, half full at most. Looking up allocates nothing.</summary>
internal sealed class PeerTable<T> where T : class
{
    private const int FirstCapacity = 64; // always a power of two

    private Entry[] _entries = new Entry[FirstCapacity];

    public int Count { get; private set; }

    public bool TryGet(in PeerAddress peer, [NotNullWhen(true)] out T? value)
    {
        value = _entries[Find(_entries, peer)].Value;
        return value is not null;
    }

    /// <returns>False when the address has a value already.</returns>
    public bool TryAdd(in PeerAddress peer, T value)
    {
        if (2 * (Count + 1) > _entries.Length) Grow();
        ref var entry = ref _entries[Find(_entries, peer)];
        if (entry.Value is not null) return false;
        entry = new Entry(peer, value);
        Count++;
        return true;
    }

    public void Remove(in PeerAddress peer)
    {
        var hole = Find(_entries, peer);
        if (_entries[hole].Value is null) return;
        Count--;

        // Whatever probed past the hole moves into it, so that no search ends there too early.
        var mask = _entries.Length - 1;
        for (var next = (hole + 1) & mask; _entries[next].Value is not null; next = (next + 1) & mask)
        {
            var home = Home(_entries, _entries[next].Peer);
            if (((next - home) & mask) < ((next - hole) & mask)) continue;
            _entries[hole] = _entries[next];
            hole = next;
        }

        _entries[hole] = default;
    }

    private static int Home(Entry[] entries, in PeerAddress peer)
    {
        var bits = (ulong)peer.Ip ^ (ulong)(peer.Ip >> 64) ^ (ulong)peer.Port << 48 ^ peer.ScopeId;
        return (int)(bits * 0x9E37_79B9_7F4A_7C15 >> 32) & (entries.Length - 1); // Fibonacci hashing
    }

    private static int Find(Entry[] entries, in PeerAddress peer)
    {
        var at = Home(entries, peer);
        while (entries[at].Value is not null && entries[at].Peer != peer) at = (at + 1) & (entries.Length - 1);
        return at;
    }

    private void Grow()
    {
        var grown = new Entry[2 * _entries.Length];
        foreach (var entry in _entries)
            if (entry.Value is not null) grown[Find(grown, entry.Peer)] = entry;
        _entries = grown;
    }

    private readonly record struct Entry(PeerAddress Peer, T? Value);
}
