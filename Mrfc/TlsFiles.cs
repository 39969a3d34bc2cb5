using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ImsConference.Sip.Transports;

namespace ImsConference.Mrfc;

/// <summary>Reads the PEM files that section <c>Sip:Tls</c> names.</summary>
internal static class TlsFiles
{
    /// <param name="options">With a certificate.</param>
    /// <param name="fault">Told what is wrong, and with which key.</param>
    /// <returns>Null when something is.</returns>
    public static TlsContext? Read(TlsOptions options, Action<string, string> fault)
    {
        var chain = Certificates(options.CertificateFile, "Sip:Tls:CertificateFile", fault);
        var key = Text(options.KeyFile, "Sip:Tls:KeyFile", fault);
        var authorities = options.TrustedCaFile.Length > 0 ? Certificates(options.TrustedCaFile, "Sip:Tls:TrustedCaFile", fault) : null;
        if (chain is null || key is null || (authorities is null && options.TrustedCaFile.Length > 0)) return null;

        try
        {
            var own = X509Certificate2.CreateFromPem(chain[0].ExportCertificatePem(), key);
            return new TlsContext(own, [.. chain.Skip(1)], authorities);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            fault($"'{options.KeyFile}': no private key of the certificate in '{options.CertificateFile}', or an encrypted one: {e.Message}", "Sip:Tls:KeyFile");
            return null;
        }
    }

    private static X509Certificate2Collection? Certificates(string path, string key, Action<string, string> fault)
    {
        if (Text(path, key, fault) is not { } text) return null;
        var read = new X509Certificate2Collection();
        try
        {
            read.ImportFromPem(text);
            if (read.Count > 0) return read;
            fault($"'{path}': no certificate in it", key);
        }
        catch (CryptographicException e)
        {
            fault($"'{path}': {e.Message}", key);
        }

        return null;
    }

    private static string? Text(string path, string key, Action<string, string> fault)
    {
        try
        {
            if (path.Length > 0) return File.ReadAllText(path);
            fault("needed with Sip:Tls:CertificateFile", key);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            fault($"'{path}': {e.Message}", key);
        }

        return null;
    }
}
