using ImsConference.Sip.Messages;

namespace ImsConference.Sip.Digest;

/// <summary>What one request of ours must prove on its way: proxies and the UAS may all challenge it, and once sent again it bears an answer
/// for each of them (RFC 3261 §22.3).</summary>
/// <param name="credentials">User and password, for every realm the same.</param>
public sealed class DigestAnswers(DigestCredentials credentials)
{
    private readonly Dictionary<(HeaderId Header, string Realm), (DigestAlgorithm Algorithm, DigestFields Fields)> _challenges = [];

    /// <summary>Takes the challenges of a 401 or 407: of each realm the strongest that is known here.</summary>
    /// <returns>False when there is nothing to be gained by sending again: no known algorithm, or a realm did not take the password (§22.1).</returns>
    public bool TryTake(SipMessage response)
    {
        var isProxy = response.StatusCode == 407;
        var header = isProxy ? HeaderId.ProxyAuthorization : HeaderId.Authorization;
        var taken = new Dictionary<string, (DigestAlgorithm Algorithm, DigestFields Fields)>(StringComparer.Ordinal);
        foreach (var text in response.Values(isProxy ? HeaderId.ProxyAuthenticate : HeaderId.WwwAuthenticate))
        {
            if (DigestFields.Parse(text, out _) is not { } fields || DigestAlgorithm.Find(fields.Algorithm) is not { } algorithm) continue;
            if (fields["qop"].Length > 0 && !fields.OffersAuth) continue;
            if (!taken.TryGetValue(fields.Realm, out var other) || (algorithm == DigestAlgorithm.Sha256 && other.Algorithm != algorithm))
                taken[fields.Realm] = (algorithm, fields);
        }

        if (taken.Any(t => !t.Value.Fields.IsStale && _challenges.ContainsKey((header, t.Key)))) return false;
        foreach (var (realm, challenge) in taken) _challenges[(header, realm)] = challenge;
        return taken.Count > 0;
    }

    /// <summary>The headers for the next time it goes out: Authorization and Proxy-Authorization, one per realm, nonce counts one higher each time.</summary>
    /// <param name="method">Of the request.</param>
    /// <param name="uri">Its Request-URI.</param>
    public IEnumerable<(HeaderId Id, string Value)> For(string method, string uri) =>
        _challenges.Select(c => (c.Key.Header, credentials.Answer(c.Value.Algorithm, c.Value.Fields, method, uri)));
}
