using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ImsConference.Sip.Transports;
using ImsConference.Tests.Ue.Certificates;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Sip.Transports;

/// <summary>What a certificate proves of a SIP peer (RFC 5922 §7).</summary>
public sealed class SipDomainsTests
{
    private TestAuthority _authority = null!;

    [OneTimeSetUp]
    public void SetUp() => _authority = new TestAuthority("Lab");

    [OneTimeTearDown]
    public void TearDown() => _authority.Dispose();

    [TestCase("sip:home1.net", "cscf.home1.net", ExpectedResult = "home1.net", Description = "§7.1: DNS names count only without sip URIs")]
    [TestCase("SIP:Home1.net", "sip:home2.net", ExpectedResult = "home1.net, home2.net", Description = "URI schemes in any case")]
    [TestCase("sip:alice@home1.net", "cscf.home1.net", ExpectedResult = "cscf.home1.net", Description = "§7.1: with a user it names no domain")]
    [TestCase("sips:home1.net", "cscf.home1.net", ExpectedResult = "cscf.home1.net", Description = "§7.1: sip alone is the scheme")]
    [TestCase("https://home1.net/", ExpectedResult = "no domain", Description = "there are alternative names, so the subject does not count")]
    [TestCase("cscf.home1.net", "192.0.2.1", "2001:db8::1", ExpectedResult = "cscf.home1.net, 192.0.2.1, 2001:db8::1")]
    [TestCase("*.home1.net", ExpectedResult = "*.home1.net")]
    [TestCase(ExpectedResult = "subject.home1.net", Description = "§7.1: the common name without any alternative names")]
    public string Shows(params string[] names)
    {
        using var certificate = _authority.Issue("subject.home1.net", names);
        return $"{SipDomains.Of(certificate)}".ToLowerInvariant();
    }

    [TestCase("home1.net", ExpectedResult = true)]
    [TestCase("HOME1.net", ExpectedResult = true, Description = "§7.2: as DNS compares")]
    [TestCase("home1.net.", ExpectedResult = true)]
    [TestCase("cscf.home1.net", ExpectedResult = false, Description = "§7.2: no suffixes")]
    [TestCase("net", ExpectedResult = false)]
    [TestCase("a.home2.net", ExpectedResult = false, Description = "§7.2: an asterisk is no wildcard")]
    [TestCase("*.home2.net", ExpectedResult = true)]
    [TestCase("192.0.2.1", ExpectedResult = true)]
    [TestCase("192.0.2.2", ExpectedResult = false)]
    [TestCase("[2001:DB8:0::1]", ExpectedResult = true, Description = "addresses by their value")]
    public bool Proves(string host)
    {
        using var certificate = _authority.Issue("x", "home1.net", "*.home2.net", "192.0.2.1", "2001:db8::1");
        return SipDomains.Of(certificate).Meet(SipDomains.Of(host));
    }

    [Test]
    public void An_address_written_as_a_name_proves_nothing()
    {
        // SubjectAlternativeNameBuilder writes what it is given; a careless authority does, too.
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("192.0.2.1");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1));
        Assert.That(SipDomains.Of(certificate).Include("192.0.2.1"), Is.False);
    }

    [Test]
    public void Alternative_names_cut_or_altered_anywhere_are_read_without_a_fault([Random(3)] int seed)
    {
        using var certificate = _authority.Issue("x", "sip:home1.net", "cscf.home1.net", "192.0.2.1");
        var names = certificate.Extensions.First(extension => extension.Oid?.Value == "2.5.29.17").RawData;
        var random = new Random(seed);
        for (var i = 0; i < 500; i++)
        {
            var altered = names[..random.Next(names.Length + 1)];
            if (altered.Length > 0) altered[random.Next(altered.Length)] ^= (byte)(1 << random.Next(8));
            Assert.That(() => new AlternativeNames(altered).Uris.Count, Is.AtMost(1), $"seed {seed}, {Convert.ToHexString(altered)}");
        }
    }
}
