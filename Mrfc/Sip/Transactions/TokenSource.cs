using System.Security.Cryptography;

namespace ImsConference.Sip.Transactions;

/// <summary>Tags, branches, Call-IDs and back-off times. Cryptographic unless a test gives a seeded source.</summary>
public sealed class TokenSource(Random? seeded = null)
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";

    /// <summary>A token of 5 random bits a character; 13 of them pass the 32 bits that RFC 3261 §19.3 asks of a tag.</summary>
    public string Next(int length = 13) => string.Create(length, seeded, static (text, random) =>
    {
        Span<byte> bytes = stackalloc byte[text.Length];
        if (random is null) RandomNumberGenerator.Fill(bytes);
        else random.NextBytes(bytes);
        for (var i = 0; i < text.Length; i++) text[i] = Alphabet[bytes[i] & 31];
    });

    /// <summary>A number in [<paramref name="low"/>, <paramref name="high"/>).</summary>
    public int Next(int low, int high) => seeded?.Next(low, high) ?? RandomNumberGenerator.GetInt32(low, high);
}
