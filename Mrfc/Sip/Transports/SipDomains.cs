using System.Net;
using System.Security.Cryptography.X509Certificates;
using ImsConference.Sip.Messages;

namespace ImsConference.Sip.Transports;

/// <summary>The SIP domains that a certificate stands for, or the one that it has to stand for (RFC 5922 §7). Immutable.</summary>
public sealed class SipDomains
{
    private const string SubjectAltName = "2.5.29.17";

    private readonly string[] _names;

    private SipDomains(string[] names) => _names = names;

    /// <summary>The only one of a set that was made of a host; empty when a certificate shows none.</summary>
    public string First => _names.Length > 0 ? _names[0] : "";

    /// <summary>Whether this one is among them: compared as whole DNS names, in any case, an asterisk being no wildcard (RFC 5922 §7.2), and addresses by their value.</summary>
    public bool Include(string domain) => _names.Contains(Normalized(domain), StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether one of them is among the others.</summary>
    public bool Meet(SipDomains others) => Array.Exists(_names, others.Include);

    /// <summary>The domain that the host of a URI names: what the certificate of whoever serves it has to show.</summary>
    /// <param name="host">Name or address; an IPv6 reference in brackets.</param>
    public static SipDomains Of(string host) => new([Normalized(host)]);

    /// <summary>
    /// What a certificate shows (RFC 5922 §7.1): the hosts of sip URIs without user among its alternative names; only if there is none its DNS
    /// names; only without alternative names at all the common name of its subject. Its addresses count besides, for peers that URIs name by address (RFC 5280 §4.2.1.6).
    /// </summary>
    public static SipDomains Of(X509Certificate2 certificate)
    {
        if (certificate.Extensions.FirstOrDefault(extension => extension.Oid?.Value == SubjectAltName) is not { } extension)
            return new SipDomains(CommonName(certificate) is { } name ? [name] : []);

        var names = new AlternativeNames(extension.RawData);
        string[] domains = [.. names.Uris.Select(DomainOf).OfType<string>()];
        if (domains.Length == 0) domains = [.. names.DnsNames.Where(IsName)];
        return new SipDomains([.. domains, .. names.Addresses.Select(address => address.ToString())]);
    }

    public override string ToString() => _names.Length > 0 ? string.Join(", ", _names) : "no domain";

    private static string? DomainOf(string text) =>
        SipUri.TryParse(text, out var uri) && uri is { Scheme: "sip", User: "" } && !text.Contains('@', StringComparison.Ordinal) ? Normalized(uri.Host) : null;

    private static string? CommonName(X509Certificate2 certificate) =>
        certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false) is { Length: > 0 } name && IsName(name) ? name : null;

    // An address written where a name belongs proves nothing about the address.
    private static bool IsName(string text) => Uri.CheckHostName(text) == UriHostNameType.Dns || text.StartsWith("*.", StringComparison.Ordinal);

    private static string Normalized(string host)
    {
        var bare = host.Trim('[', ']').TrimEnd('.');
        return IPAddress.TryParse(bare, out var address) ? address.ToString() : bare;
    }
}
