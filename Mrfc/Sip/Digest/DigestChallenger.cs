using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ImsConference.Sip.Messages;

namespace ImsConference.Sip.Digest;

/// <summary>The UAS side of digest (RFC 8760, 7616; 2617 and 2069 for old clients): qop auth, nonce counts, bounded memory.</summary>
public sealed class DigestChallenger
{
    private const int NoncesKept = 10_000;
    private static readonly TimeSpan NonceLifetime = TimeSpan.FromMinutes(5);

    private readonly NonceBook _nonces;
    private readonly IReadOnlyList<DigestAlgorithm> _algorithms;
    private readonly string _opaque = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    /// <param name="realm">Shown to the user.</param>
    /// <param name="time">Ages the nonces.</param>
    /// <param name="algorithms">Names of <see cref="Algorithms"/>, the one liked best first; null: all. An answer by any other one is refused.</param>
    /// <exception cref="ArgumentException">One of them is not known.</exception>
    public DigestChallenger(string realm, TimeProvider time, IEnumerable<string>? algorithms = null)
    {
        Realm = realm;
        _algorithms = [.. (algorithms ?? Algorithms).Select(name => DigestAlgorithm.Find(name) ?? throw new ArgumentException(name, nameof(algorithms)))];
        _nonces = new NonceBook(time, NonceLifetime, NoncesKept);
    }

    /// <summary>What is known here, strongest first (RFC 8760 §2.2).</summary>
    public static IReadOnlyList<string> Algorithms { get; } = [.. DigestAlgorithm.All.Select(algorithm => algorithm.Name)];

    public string Realm { get; }

    /// <summary>Adds one WWW-Authenticate per algorithm, the one liked best first (RFC 8760 §2.2), to a 401.</summary>
    /// <param name="response">The 401.</param>
    /// <param name="stale">The password was right, only the nonce was not.</param>
    public SipWriter AddChallenges(SipWriter response, bool stale = false)
    {
        var (nonce, realm) = (_nonces.Issue(), HeaderParameters.Quote(Realm));
        foreach (var algorithm in _algorithms)
        {
            response.Add(
                HeaderId.WwwAuthenticate,
                $"Digest realm={realm}, nonce=\"{nonce}\", opaque=\"{_opaque}\", algorithm={algorithm.Name}, qop=\"auth\"{(stale ? ", stale=true" : "")}");
        }

        return response;
    }

    /// <summary>Judges the Authorization headers of a request. A proved password uses up the nonce count.</summary>
    /// <param name="request">The request.</param>
    /// <param name="passwordOf">Password of a user; null when there is no such user.</param>
    public DigestVerdict Verify(SipMessage request, Func<string, string?> passwordOf)
    {
        foreach (var value in request.Values(HeaderId.Authorization))
        {
            var fields = DigestFields.Parse(value, out var isDigest);
            if (!isDigest) continue;
            if (fields is null) return new DigestVerdict(DigestResult.Malformed, "");
            if (fields.Realm == Realm) return Verify(fields, Encoding.ASCII.GetString(request.MethodName), passwordOf);
        }

        return new DigestVerdict(DigestResult.Missing, "");
    }

    private DigestVerdict Verify(DigestFields fields, string method, Func<string, string?> passwordOf)
    {
        var user = fields["username"];
        if (user.Length == 0 || fields.Nonce.Length == 0 || fields["uri"].Length == 0 || !TryReadCount(fields, out var count))
            return new DigestVerdict(DigestResult.Malformed, "");

        // An unknown user costs the same time as a wrong password, and is told the same.
        var password = passwordOf(user);
        var algorithm = DigestAlgorithm.Find(fields.Algorithm);
        var expected = (algorithm ?? DigestAlgorithm.Sha256).Response(
            user, Realm, password ?? "", method, fields["uri"], fields.Nonce, fields["qop"].Length > 0 ? (fields["nc"], fields["cnonce"]) : null);
        var isProved = CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(expected), Encoding.ASCII.GetBytes(fields["response"].ToLowerInvariant()));
        if (!isProved || password is null || algorithm is null || !_algorithms.Contains(algorithm)) return new DigestVerdict(DigestResult.Refused, "");

        return _nonces.TryUse(fields.Nonce, count) ? new DigestVerdict(DigestResult.Accepted, user) : new DigestVerdict(DigestResult.Stale, "");
    }

    // Without qop there is no count (RFC 2069): such a client may use a nonce once.
    private static bool TryReadCount(DigestFields fields, out uint count)
    {
        count = uint.MaxValue;
        if (fields["qop"].Length == 0) return true;
        return fields["qop"].Equals("auth", StringComparison.OrdinalIgnoreCase) && fields["cnonce"].Length > 0 && fields["nc"].Length == 8
            && uint.TryParse(fields["nc"], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out count) && count > 0;
    }
}
