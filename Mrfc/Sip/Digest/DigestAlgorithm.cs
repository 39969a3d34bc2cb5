using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace ImsConference.Sip.Digest;

/// <summary>A hash of RFC 8760 and the response that is made with it (RFC 7616 §3.4.1, RFC 2617 §3.2.2.1).</summary>
internal sealed class DigestAlgorithm
{
    public static readonly DigestAlgorithm Sha256 = new("SHA-256", SHA256.HashData);

    [SuppressMessage("Security", "CA5351", Justification = "What most UEs still speak; RFC 8760 §2.6 lets it stand behind SHA-256.")]
    public static readonly DigestAlgorithm Md5 = new("MD5", MD5.HashData);

    /// <summary>Strongest first.</summary>
    public static readonly IReadOnlyList<DigestAlgorithm> All = [Sha256, Md5];

    private readonly Func<byte[], byte[]> _hash;

    private DigestAlgorithm(string name, Func<byte[], byte[]> hash) => (Name, _hash) = (name, hash);

    public string Name { get; }

    /// <returns>Null when it is not known here.</returns>
    public static DigestAlgorithm? Find(string name) => All.FirstOrDefault(a => a.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The response in lower-case hex.</summary>
    /// <param name="user">User name, realm and password: unescaped.</param>
    /// <param name="realm">As challenged.</param>
    /// <param name="password">In clear.</param>
    /// <param name="method">Of the request.</param>
    /// <param name="uri">The digest-uri.</param>
    /// <param name="nonce">As challenged.</param>
    /// <param name="count">nc and cnonce with qop=auth; null for a client of RFC 2069, without qop.</param>
    public string Response(string user, string realm, string password, string method, string uri, string nonce, (string Nc, string CNonce)? count)
    {
        var a1 = Hex($"{user}:{realm}:{password}");
        var a2 = Hex($"{method}:{uri}");
        return count is { } c ? Hex($"{a1}:{nonce}:{c.Nc}:{c.CNonce}:auth:{a2}") : Hex($"{a1}:{nonce}:{a2}");
    }

    private string Hex(string text) => Convert.ToHexStringLower(_hash(Encoding.UTF8.GetBytes(text)));
}
