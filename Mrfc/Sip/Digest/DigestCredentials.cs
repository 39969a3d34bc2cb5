using System.Security.Cryptography;
using ImsConference.Sip.Messages;

namespace ImsConference.Sip.Digest;

/// <summary>The UAC side of digest: a user name and its password, and the counts of the nonces answered.</summary>
/// <param name="user">User name.</param>
/// <param name="password">Password.</param>
public sealed class DigestCredentials(string user, string password)
{
    private const int MostNonces = 16;

    private readonly Dictionary<string, uint> _counts = new(StringComparer.Ordinal);

    public string User { get; } = user;

    /// <summary>Value of an Authorization or Proxy-Authorization header.</summary>
    internal string Answer(DigestAlgorithm algorithm, DigestFields challenge, string method, string uri)
    {
        (string Nc, string CNonce)? count = challenge.OffersAuth
            ? ($"{Next(challenge.Nonce):x8}", Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))) : null;
        var response = algorithm.Response(User, challenge.Realm, password, method, uri, challenge.Nonce, count);
        return $"Digest username={HeaderParameters.Quote(User)}, realm={HeaderParameters.Quote(challenge.Realm)}"
            + $", nonce={HeaderParameters.Quote(challenge.Nonce)}, uri={HeaderParameters.Quote(uri)}, response=\"{response}\", algorithm={algorithm.Name}"
            + (count is { } c ? $", qop=auth, nc={c.Nc}, cnonce=\"{c.CNonce}\"" : "")
            + (challenge.Opaque.Length > 0 ? $", opaque={HeaderParameters.Quote(challenge.Opaque)}" : "");
    }

    private uint Next(string nonce)
    {
        if (_counts.Count >= MostNonces && !_counts.ContainsKey(nonce)) _counts.Clear();   // servers change nonces; old ones do not come back
        return _counts[nonce] = _counts.GetValueOrDefault(nonce) + 1;
    }
}
