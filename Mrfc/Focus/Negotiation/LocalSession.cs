using System.Collections.Immutable;
using System.Security.Cryptography;
using ImsConference.Sip.Sdp;

namespace ImsConference.Mrfc.Focus.Negotiation;

/// <summary>What of our descriptions stays the same in all of a session.</summary>
/// <param name="id">Session id in o= (RFC 8866 §5.2); the stack counts the version.</param>
public sealed class LocalSession(ulong id)
{
    private const string Gcm = "AEAD_AES_128_GCM";

    private readonly Dictionary<string, ImmutableArray<byte>> _keys = new(StringComparer.Ordinal);

    public ulong Id => id;

    /// <summary>Master key and salt of a suite, bytes (RFC 4568 §6.2, RFC 7714 §12).</summary>
    public static int KeyBytes(string suite) => suite == Gcm ? 28 : 30;

    /// <summary>Our key on a line: random, one for each suite, and the same in every offer and answer, so that running SRTP goes on (RFC 4568 §7.1.4).</summary>
    /// <param name="tag">The offered line that is answered, or its place among ours.</param>
    /// <param name="suite">Cipher and tag.</param>
    public CryptoAttribute Crypto(int tag, string suite)
    {
        if (!_keys.TryGetValue(suite, out var key)) _keys[suite] = key = [.. RandomNumberGenerator.GetBytes(KeyBytes(suite))];
        return new CryptoAttribute(tag, suite, key);
    }
}
