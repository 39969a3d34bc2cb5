namespace ImsConference.Mrfc;

/// <summary>Settings of SIP over TLS, section <c>Sip:Tls</c>; off without a certificate.</summary>
public sealed class TlsOptions
{
    /// <summary>Port on each address that SIP listens on; 0 takes a free one.</summary>
    public int Port { get; init; } = 5061;

    /// <summary>PEM file with our certificate, then those between it and its authority; empty: no TLS.</summary>
    public string CertificateFile { get; init; } = "";

    /// <summary>PEM file with its private key, not encrypted.</summary>
    public string KeyFile { get; init; } = "";

    /// <summary>PEM file with the authorities whose certificates are believed; empty: the system's for servers, and no client is asked for one.</summary>
    public string TrustedCaFile { get; init; } = "";

    /// <summary>SIP domains of the peers whose P-Asserted-Identity counts when their certificate shows the domain (RFC 5922 §7.1, RFC 3325 §5).</summary>
    public IReadOnlyList<string> TrustedPeers { get; init; } = [];

    public bool IsOn => CertificateFile.Length > 0;
}
