using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace ImsConference.Sip.Transports;

/// <summary>Our certificate, and whom we believe: puts TLS 1.2 or 1.3 over a stream (RFC 3261 §26.2, RFC 5922 §7).</summary>
/// <remarks>
/// A server has to show the domain that was asked for. A client may stay unknown; if it shows a certificate, that has to be good. Sessions are
/// not resumed: each stream proves its peer anew, and SIP streams live long.
/// </remarks>
public sealed class TlsContext
{
    private const SslProtocols Versions = SslProtocols.Tls12 | SslProtocols.Tls13;

    private readonly X509Certificate2 _certificate;
    private readonly SslStreamCertificateContext _own;
    private readonly X509Certificate2Collection? _authorities;

    /// <param name="certificate">Ours, with its private key.</param>
    /// <param name="intermediates">Between it and an authority; sent along.</param>
    /// <param name="authorities">Whose certificates are believed; null: the system's for servers, and no client is asked for one.</param>
    public TlsContext(X509Certificate2 certificate, X509Certificate2Collection intermediates, X509Certificate2Collection? authorities)
    {
        _certificate = certificate;
        _own = SslStreamCertificateContext.Create(certificate, intermediates, offline: true);
        _authorities = authorities;
    }

    /// <summary>Answers a client's handshake.</summary>
    /// <returns>The secured stream, and the domains that its client has proved; null: none was shown.</returns>
    /// <exception cref="AuthenticationException">It is no TLS of these versions, or the client's certificate is no good; the text says why.</exception>
    internal async Task<(SslStream Stream, SipDomains? Proved)> AcceptAsync(Stream plain, CancellationToken stop)
    {
        var check = new PeerCheck(null);
        var secured = new SslStream(plain);
        await SecureAsync(secured, check, secured.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
        {
            ServerCertificateContext = _own,
            EnabledSslProtocols = Versions,
            ClientCertificateRequired = _authorities is not null,   // asked for; the check lets pass who has none
            CertificateChainPolicy = Policy(),
            RemoteCertificateValidationCallback = check.Passes,
            AllowRenegotiation = false,
            AllowTlsResume = false,
        }, stop));
        return (secured, check.Proved);
    }

    /// <summary>Opens TLS to a server.</summary>
    /// <param name="plain">Connected to it.</param>
    /// <param name="wanted">As the URI names its host.</param>
    /// <param name="stop">Ends the handshake.</param>
    /// <exception cref="AuthenticationException">Its certificate is no good, or stands for another domain; the text says why.</exception>
    internal async Task<(SslStream Stream, SipDomains? Proved)> ConnectAsync(Stream plain, SipDomains wanted, CancellationToken stop)
    {
        var check = new PeerCheck(wanted);
        var secured = new SslStream(plain);
        await SecureAsync(secured, check, secured.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = wanted.First,
            ClientCertificateContext = _own,
            EnabledSslProtocols = Versions,
            CertificateChainPolicy = Policy(),
            RemoteCertificateValidationCallback = check.Passes,
            AllowRenegotiation = false,
            AllowTlsResume = false,
        }, stop));
        return (secured, check.Proved);
    }

    /// <summary>What we show.</summary>
    public override string ToString() => $"{SipDomains.Of(_certificate)}, valid until {_certificate.NotAfter.ToUniversalTime():u}";

    private static async Task SecureAsync(SslStream stream, PeerCheck check, Task handshake)
    {
        try
        {
            await handshake;
        }
        catch (Exception e)
        {
            await stream.DisposeAsync();
            if (e is AuthenticationException) throw new AuthenticationException(check.Fault ?? e.GetBaseException().Message, e);
            throw;
        }
    }

    private X509ChainPolicy Policy()
    {
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        if (_authorities is null) return policy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(_authorities);
        return policy;
    }

    /// <summary>Judges the certificate that one handshake shows.</summary>
    /// <param name="wanted">Domain that it has to stand for; null: any, or no certificate at all.</param>
    private sealed class PeerCheck(SipDomains? wanted)
    {
        public SipDomains? Proved { get; private set; }

        /// <summary>Why it did not pass.</summary>
        public string? Fault { get; private set; }

        public bool Passes(object sender, X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors)
        {
            Fault = FaultOf(shown as X509Certificate2, chain, errors);
            return Fault is null;
        }

        private string? FaultOf(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
        {
            if (certificate is null) return wanted is null ? null : "it shows no certificate";

            // Wildcards would do for the name that SslStream compares; RFC 5922 §7.2 knows none.
            if ((errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) != SslPolicyErrors.None)
                return $"the certificate of {certificate.Subject} is not believed: {string.Join(", ", (chain?.ChainStatus ?? []).Select(status => status.Status))}";

            var domains = SipDomains.Of(certificate);
            if (wanted is not null && !domains.Meet(wanted)) return $"the certificate stands for {domains}, not for {wanted}";
            Proved = domains;
            return null;
        }
    }
}
