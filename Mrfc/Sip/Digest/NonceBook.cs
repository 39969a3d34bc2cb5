using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ImsConference.Sip.Digest;

/// <summary>Nonces that prove themselves (time, random, HMAC), and the highest count used of each: a replay is known, memory is bounded.</summary>
/// <remarks>
/// A nonce is kept only from its first use. When the book is full the oldest is struck out, and from then on no nonce of its age
/// or older is fresh: forgetting never lets a replay through.
/// </remarks>
internal sealed class NonceBook(TimeProvider time, TimeSpan lifetime, int capacity)
{
    private const int TimeBytes = 8;
    private const int RandomBytes = 8;
    private const int MacBytes = 12;

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly Dictionary<string, uint> _counts = new(StringComparer.Ordinal);
    private readonly Queue<(string Nonce, long IssuedMs)> _byFirstUse = new();
    private long _notBeforeMs;

    public int Count => _counts.Count;

    public string Issue()
    {
        Span<byte> bytes = stackalloc byte[TimeBytes + RandomBytes + MacBytes];
        BinaryPrimitives.WriteInt64BigEndian(bytes, NowMs);
        RandomNumberGenerator.Fill(bytes.Slice(TimeBytes, RandomBytes));
        Mac(bytes[..(TimeBytes + RandomBytes)], bytes[(TimeBytes + RandomBytes)..]);
        return Convert.ToBase64String(bytes);
    }

    /// <summary>Uses a nonce up to a count.</summary>
    /// <returns>False when it is not ours, too old, or the count was used before.</returns>
    public bool TryUse(string nonce, uint count)
    {
        if (!TryRead(nonce, out var issuedMs) || issuedMs < _notBeforeMs || NowMs - issuedMs > (long)lifetime.TotalMilliseconds) return false;
        if (_counts.TryGetValue(nonce, out var used))
        {
            if (count <= used) return false;
            _counts[nonce] = count;
            return true;
        }

        StrikeOut();
        _counts.Add(nonce, count);
        _byFirstUse.Enqueue((nonce, issuedMs));
        return true;
    }

    private long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    private void StrikeOut()
    {
        while (_byFirstUse.TryPeek(out var oldest))
        {
            var isOld = NowMs - oldest.IssuedMs > (long)lifetime.TotalMilliseconds;
            if (!isOld && _counts.Count < capacity) return;
            _byFirstUse.Dequeue();
            _counts.Remove(oldest.Nonce);
            if (!isOld) _notBeforeMs = Math.Max(_notBeforeMs, oldest.IssuedMs + 1);
        }
    }

    private bool TryRead(string nonce, out long issuedMs)
    {
        issuedMs = 0;
        Span<byte> bytes = stackalloc byte[TimeBytes + RandomBytes + MacBytes];
        if (!Convert.TryFromBase64String(nonce, bytes, out var length) || length != bytes.Length) return false;

        Span<byte> mac = stackalloc byte[MacBytes];
        Mac(bytes[..(TimeBytes + RandomBytes)], mac);
        issuedMs = BinaryPrimitives.ReadInt64BigEndian(bytes);
        return CryptographicOperations.FixedTimeEquals(mac, bytes[(TimeBytes + RandomBytes)..]);
    }

    private void Mac(ReadOnlySpan<byte> content, Span<byte> mac)
    {
        Span<byte> whole = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, content, whole);
        whole[..MacBytes].CopyTo(mac);
    }
}
