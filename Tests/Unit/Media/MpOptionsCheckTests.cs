using ImsConference.Mrfc.Media;
using Microsoft.Extensions.Configuration;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Media;

public sealed class MpOptionsCheckTests
{
    [Test]
    public void The_defaults_are_good() => Assert.That(Faults(new MpOptions()), Is.Empty);

    [TestCase("http://10.0.0.1:7070", ExpectedResult = true)]
    [TestCase("http://[::1]:7070", ExpectedResult = true)]
    [TestCase("https://mrfp.example", ExpectedResult = true)]
    [TestCase("10.0.0.1:7070", ExpectedResult = false)]
    [TestCase("ftp://10.0.0.1", ExpectedResult = false)]
    [TestCase("http://10.0.0.1:7070/path", ExpectedResult = false)]
    [TestCase("", ExpectedResult = false)]
    public bool An_address_is_a_scheme_and_a_host(string address) => Faults(new MpOptions { Mrfps = [address] }).Length == 0;

    [Test]
    public void Every_fault_names_its_key()
    {
        var faults = Faults(new MpOptions
        {
            Mrfps = ["http://a:1", "http://a:1"],
            PortMode = (RtpPortMode)7,
            SharedPortPeers = ["10.0.0.0/8", "sbc.home1.net"],
            CommandTimeoutMs = 0,
            ReconnectFirstMs = 500,
            ReconnectMostMs = 400,
            LostAfterMs = -1,
            KeepAliveMs = 1,
            KeepAliveTimeoutMs = 1,
        });
        string[] keys =
        [
            "Mp:Mrfps:1", "Mp:PortMode", "Mp:SharedPortPeers:1", "Mp:CommandTimeoutMs", "Mp:ReconnectMostMs", "Mp:LostAfterMs", "Mp:KeepAliveMs", "Mp:KeepAliveTimeoutMs",
        ];
        Assert.That(faults, Has.Length.EqualTo(keys.Length));
        foreach (var key in keys) Assert.That(string.Join('\n', faults), Does.Contain(key));
    }

    [Test]
    public void Configured_addresses_replace_the_default()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal) { ["Mp:Mrfps:0"] = "http://b:2" })
            .Build();
        Assert.That(configuration.GetSection("Mp").Get<MpOptions>()?.Addresses, Is.EqualTo(["http://b:2"]));
        Assert.That(new MpOptions().Addresses, Is.EqualTo(["http://127.0.0.1:7070"]));
    }

    private static string[] Faults(MpOptions options) => [.. new MpOptionsCheck().Validate(null, options).Failures ?? []];
}
