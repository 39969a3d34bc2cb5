using System.Security.Cryptography;

namespace ImsConference.Sip.Transactions;

/// <summary>Tags, branches, Call-IDs and back-off times. Cryptographic unless a test gives a seeded source.</summary>
public sealed class TokenSource(Random? seeded = null)
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";

    private readonly byte[] _random = new byte[1024];   // asked of the system rarely: it costs the same for one byte as for all of these
    private int _used = 1024;

    /// <summary>A token of 5 random bits a character; 13 of them pass the 32 bits that RFC 3261 §19.3 asks of a tag.</summary>
    public string Next(int length = 13) => string.Create(length, this, static (text, source) =>
    {
        Span<byte> bytes = stackalloc byte[text.Length];
        source.Fill(bytes);
        for (var i = 0; i < text.Length; i++) text[i] = Alphabet[bytes[i] & 31];
    });

    /// <summary>A number in [<paramref name="low"/>, <paramref name="high"/>).</summary>
    public int Next(int low, int high) => seeded?.Next(low, high) ?? RandomNumberGenerator.GetInt32(low, high);

    private void Fill(Span<byte> bytes)
    {
        if (seeded is not null)
        {
            seeded.NextBytes(bytes);
            return;
        }

        if (_random.Length - _used < bytes.Length)
        {
            RandomNumberGenerator.Fill(_random);
            _used = 0;
        }

        var taken = _random.AsSpan(_used, bytes.Length);
        taken.CopyTo(bytes);
        taken.Clear();   // what was given away is nobody else's
        _used += bytes.Length;
    }
}
