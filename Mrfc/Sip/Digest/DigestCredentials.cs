using System.Security.Cryptography;
using System.Text;
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

    /// <summary>Answers the strongest challenge it knows of a 401 or 407.</summary>
    /// <param name="challenge">The response.</param>
    /// <param name="request">The request that was challenged; it is to be sent again with the header.</param>
    /// <param name="header">Authorization or Proxy-Authorization.</param>
    /// <param name="value">Value of that header.</param>
    /// <returns>False when there is nothing to answer: no known algorithm, or the password was refused (RFC 3261 §22.1).</returns>
    public bool TryAnswer(SipMessage challenge, SipMessage request, out HeaderId header, out string value)
    {
        var isProxy = challenge.StatusCode == 407;
        header = isProxy ? HeaderId.ProxyAuthorization : HeaderId.Authorization;
        value = "";
        if (Strongest(challenge.Values(isProxy ? HeaderId.ProxyAuthenticate : HeaderId.WwwAuthenticate)) is not var (algorithm, fields)) return false;
        if (!fields.IsStale && HasAnswered(request.Values(header), fields.Realm)) return false;

        value = Answer(algorithm, fields, Encoding.ASCII.GetString(request.MethodName), Encoding.UTF8.GetString(request.RequestUriText));
        return true;
    }

    private static (DigestAlgorithm Algorithm, DigestFields Fields)? Strongest(HeaderValues challenges)
    {
        (DigestAlgorithm Algorithm, DigestFields Fields)? strongest = null;
        foreach (var text in challenges)
        {
            if (DigestFields.Parse(text, out _) is not { } fields || DigestAlgorithm.Find(fields.Algorithm) is not { } algorithm) continue;
            if (fields["qop"].Length > 0 && !fields.OffersAuth) continue;
            if (strongest is null || (algorithm == DigestAlgorithm.Sha256 && strongest.Value.Algorithm != algorithm)) strongest = (algorithm, fields);
        }

        return strongest;
    }

    private static bool HasAnswered(HeaderValues credentials, string realm)
    {
        foreach (var text in credentials)
        {
            if (DigestFields.Parse(text, out _) is { } fields && fields.Realm == realm) return true;
        }

        return false;
    }

    private string Answer(DigestAlgorithm algorithm, DigestFields challenge, string method, string uri)
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
