using System.Net;
using ImsConference.Tests.EndToEnd.Harness;
using ImsConference.Tests.Ue.Certificates;

namespace ImsConference.Tests.EndToEnd.Tls;

/// <summary>An MRFC that speaks SIP over TLS, an authority that it believes, and one that it does not.</summary>
public sealed class TlsLab : IAsyncDisposable
{
    /// <summary>SIP domain of the peer whose word counts.</summary>
    public const string Trusted = "cscf.home1.net";

    private readonly TestAuthority _authority = new("Lab");
    private readonly TestAuthority _stranger = new("Somebody else");

    private TlsLab(string folder)
    {
        Folder = folder;
        _authority.WriteRoot(AuthorityFile);
        Issue("mrfc", "mrfc1.home1.net");
    }

    /// <summary>Holds <c>name.pem</c> and <c>name.key</c> of all that were issued.</summary>
    public string Folder { get; }

    public string AuthorityFile => Path.Combine(Folder, "ca.pem");

    public TestSystem System { get; private set; } = null!;

    public IPEndPoint Address => new(System.Address, 5061);

    public static TlsLab Prepare() => new(Directory.CreateDirectory(Path.Combine(TestFolder.Current, "certificates")).FullName);

    /// <summary>Starts MRFC and MRFP.</summary>
    public async Task StartAsync(CancellationToken stop, params string[] settings) => System = await TestSystem.StartAsync(
        stop,
        [
            $"--Sip:Tls:CertificateFile={Pem("mrfc")}", $"--Sip:Tls:KeyFile={Key("mrfc")}", $"--Sip:Tls:TrustedCaFile={AuthorityFile}",
            $"--Sip:Tls:TrustedPeers:0={Trusted}", .. settings,
        ]);

    /// <summary>Issues a certificate that the MRFC believes.</summary>
    /// <param name="name">Of its files.</param>
    /// <param name="names">Alternative names.</param>
    public void Issue(string name, params string[] names)
    {
        using var certificate = _authority.Issue(name, names);
        TestAuthority.Write(certificate, Folder, name);
    }

    /// <summary>The same by the authority that it does not believe.</summary>
    public void Forge(string name, params string[] names)
    {
        using var certificate = _stranger.Issue(name, names);
        TestAuthority.Write(certificate, Folder, name);
    }

    public string Pem(string name) => Path.Combine(Folder, $"{name}.pem");

    public string Key(string name) => Path.Combine(Folder, $"{name}.key");

    public async ValueTask DisposeAsync()
    {
        if (System is not null) await System.DisposeAsync();
        _authority.Dispose();
        _stranger.Dispose();
    }
}
