using ImsConference.Mrfc;
using ImsConference.Mrfc.Charging;
using ImsConference.Mrfc.Console;
using ImsConference.Mrfc.Focus;
using ImsConference.Mrfc.Focus.Announcements;
using ImsConference.Mrfc.Media;
using ImsConference.Tests.Ue.Certificates;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Console;

/// <summary>The table of settings, the options and their checks agree.</summary>
public sealed class SettingsTests
{
    private static readonly (string Section, Type Options)[] Sections =
    [
        ("Sip", typeof(SipOptions)), ("Focus", typeof(FocusOptions)), ("Mp", typeof(MpOptions)), ("Announcements", typeof(AnnouncementOptions)),
        ("Console", typeof(ConsoleOptions)), ("Charging", typeof(ChargingOptions)),
    ];

    private DirectoryInfo _folder = null!;

    [OneTimeSetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory("settings-");

    [OneTimeTearDown]
    public void TearDown() => _folder.Delete(recursive: true);

    [Test]
    public void Every_setting_is_in_the_table_and_the_other_way_round()
    {
        var settings = from section in Sections
                       from property in section.Options.GetProperties()
                       where property.SetMethod is not null
                       select $"{section.Section}:{property.Name}";
        Assert.That(SettingsTable.Rows.Select(row => string.Join(':', row.Key.Split(':').Take(2))).Distinct(), Is.EquivalentTo(settings));
    }

    [Test]
    public void The_tables_defaults_are_those_of_the_options()
    {
        foreach (var (section, type) in Sections)
        {
            var bare = Activator.CreateInstance(type)!;
            var bound = Configure().GetSection(section).Get(type)!;
            foreach (var property in type.GetProperties().Where(property => property.SetMethod is not null && property.PropertyType.IsValueType))
                Assert.That(property.GetValue(bound), Is.EqualTo(property.GetValue(bare)), $"{section}:{property.Name}");
        }

        var focus = Configure().GetSection("Focus").Get<FocusOptions>()!;
        Assert.That(focus.FactoryUris, Is.EqualTo(new[] { "sip:conf-factory1@{domain}" }));
        Assert.That(focus.UriTemplate, Is.EqualTo(new FocusOptions().UriTemplate));
    }

    [Test]
    public void The_defaults_pass_and_lists_are_replaced_not_added_to()
    {
        Assert.That(Faults(), Is.Empty);
        var focus = Configure(("Focus:FactoryUris:0", "sip:make@example.net"), ("Focus:Users:alice", "secret")).GetSection("Focus").Get<FocusOptions>()!;
        Assert.That(focus.FactoryUris, Is.EqualTo(new[] { "sip:make@example.net" }));
        Assert.That(focus.Users["alice"], Is.EqualTo("secret"));
    }

    [Test]
    public void URIs_follow_the_domain_unless_they_say_otherwise()
    {
        var focus = Configure(("Focus:Domain", "other.net"), ("Focus:RedirectUris:0", "sip:meet@{node}.{domain}"), ("Focus:RedirectUris:1", "sip:meet@home1.net"))
            .GetSection("Focus").Get<FocusOptions>()!;
        string[] uris = [.. focus.FactoryUris.Concat(focus.RedirectUris).Select(focus.Fill)];
        Assert.That(uris, Is.EqualTo(new[] { "sip:conf-factory1@other.net", "sip:meet@mrfc1.other.net", "sip:meet@home1.net" }));
        Assert.That(ConferenceUriTemplate.TryParse(focus, out var template, out var fault), fault);
        Assert.That(template.WildcardedPsi, Is.EqualTo("sip:conf-!.*!@mrfc1.conference.other.net"));
    }

    [TestCase("Sip:Port", "70000")]
    [TestCase("Sip:Address", "localhost")]
    [TestCase("Sip:Address", "192.0.2.1", Description = "anybody could call")]
    [TestCase("Sip:Listen:0", "127.0.0.1:x")]
    [TestCase("Sip:Tls:Port", "70000")]
    [TestCase("Sip:Tls:TrustedPeers:0", "home 1")]
    [TestCase("Sip:Tls:KeyFile", "mrfc.key", "Sip:Tls:CertificateFile", Description = "no TLS without")]
    [TestCase("Sip:Tls:CertificateFile", "/nowhere/mrfc.pem")]
    [TestCase("Sip:Tls:CertificateFile", "/nowhere/mrfc.pem", "Sip:Tls:KeyFile", Description = "needed with it")]
    [TestCase("Sip:MinSESeconds", "30")]
    [TestCase("Sip:T1Ms", "0")]
    [TestCase("Focus:TokenBits", "64")]
    [TestCase("Focus:UriTemplate", "sip:conf@home1.net")]
    [TestCase("Focus:UriTemplate", "sip:{token}{token}@home1.net")]
    [TestCase("Focus:UriTemplate", "tel:{token}")]
    [TestCase("Focus:Node", "a b")]
    [TestCase("Focus:Domain", "home 1")]
    [TestCase("Focus:FactoryUris:0", "home1.net")]
    [TestCase("Focus:FactoryUris:0", "sip:conferences@home1.net", "Focus:RedirectUris:0")]
    [TestCase("Focus:FactoryUris:0", "sip:conf-abc@mrfc1.conference.home1.net")]
    [TestCase("Focus:TrustedPeers:0", "cscf.home1.net")]
    [TestCase("Focus:Challenge", "Everybody", "Focus:Users")]
    [TestCase("Focus:OutboundProxy", "cscf")]
    [TestCase("Focus:Features:0", "a b")]
    [TestCase("Focus:PriorityNamespaces:0", "mine")]
    [TestCase("Sip:MaxCallsPerSecond", "-1")]
    [TestCase("Focus:Codecs:0", "EVS")]
    [TestCase("Focus:OpusBitrateBps", "5999")]
    [TestCase("Focus:ReservedParticipants", "1000")]
    [TestCase("Console:Url", "http://192.0.2.1:8080", Description = "unauthenticated")]
    [TestCase("Console:Keys:0:Key", "sixteen letters.", "Console:Keys:0:Name")]
    [TestCase("Console:Keys:0:Key", "short")]
    [TestCase("Console:Keys:0:KeyHash", "abcd")]
    [TestCase("Console:Keys:0:Name", "ops", "Console:Keys:0:Key", Description = "neither key nor hash")]
    [TestCase("Charging:Folder", "records", Description = "not from the root")]
    [TestCase("Charging:InterimSeconds", "-1")]
    [TestCase("Console:Url", "ftp://127.0.0.1")]
    public void A_fault_names_its_key(string key, string value, string? named = null) =>
        Assert.That(Faults((key, value)), Has.Some.Contains(named ?? key));

    [Test]
    public void Files_of_TLS_have_to_be_there_and_to_fit()
    {
        using var authority = new TestAuthority("Lab");
        foreach (var name in new[] { "mrfc", "other" }) TestAuthority.Write(authority.Issue(name, name), _folder.FullName, name);
        authority.WriteRoot(InFolder("ca.pem"));
        var (certificate, key, ca) = (("Sip:Tls:CertificateFile", InFolder("mrfc.pem")), ("Sip:Tls:KeyFile", InFolder("mrfc.key")), ("Sip:Tls:TrustedCaFile", InFolder("ca.pem")));
        var everybody = ("Focus:Challenge", "Everybody");

        Assert.That(Faults(certificate, key), Is.Empty);
        Assert.That(Faults(certificate, key, ca, ("Sip:Tls:TrustedPeers:0", "cscf.home1.net"), everybody), Is.Empty, "who is trusted by its certificate passes a challenge");
        Assert.That(Faults(certificate, ("Sip:Tls:KeyFile", InFolder("other.key"))), Has.One.Contains("Sip:Tls:KeyFile"));
        Assert.That(Faults(certificate, ("Sip:Tls:KeyFile", InFolder("mrfc.pem"))), Has.One.Contains("Sip:Tls:KeyFile"));
        Assert.That(Faults(("Sip:Tls:CertificateFile", InFolder("mrfc.key")), key), Has.One.Contains("Sip:Tls:CertificateFile"));
        Assert.That(Faults(certificate, key, ("Sip:Tls:TrustedCaFile", InFolder("none.pem"))), Has.One.Contains("Sip:Tls:TrustedCaFile"));
        Assert.That(Faults(certificate, key, ("Sip:Tls:TrustedPeers:0", "cscf.home1.net")), Has.One.Contains("Sip:Tls:TrustedCaFile"));
        Assert.That(Faults(certificate, key, ("Sip:Tls:Port", "5060")), Has.One.Contains("Sip:Tls:Port"));
        Assert.That(Faults(certificate, key, ("Sip:Listen:0", "127.0.0.2:5061")), Has.One.Contains("Sip:Tls:Port"));
    }

    [Test]
    public void Where_the_operator_knows_better_it_is_permitted()
    {
        Assert.That(Faults(("Sip:Address", "192.0.2.1"), ("Sip:AllowOpen", "true")), Is.Empty);
        Assert.That(Faults(("Sip:Address", "192.0.2.1"), ("Focus:Challenge", "Everybody"), ("Focus:TrustedPeers:0", "192.0.2.0/24")), Is.Empty);
        Assert.That(Faults(("Sip:Address", "192.0.2.1"), ("Focus:Challenge", "Everybody"), ("Focus:Users:alice", "secret")), Is.Empty);
        Assert.That(Faults(("Sip:Address", "127.0.0.2"), ("Sip:Listen:0", "[::1]:5060")), Is.Empty, "loopback is open");
        Assert.That(Faults(("Console:Url", "http://192.0.2.1:8080"), ("Console:Keys:0:Name", "ops"), ("Console:Keys:0:Key", "sixteen letters.")), Is.Empty);
    }

    [TestCase("Sip:Address=192.0.2.1", "Focus:TrustedPeers:0=192.0.2.0/24", Description = "trust keeps nobody else out")]
    [TestCase("Sip:Address=192.0.2.1", "Focus:Challenge=Redirect", "Focus:Users:alice=secret", Description = "the factory asks nobody")]
    [TestCase("Sip:Address=192.0.2.1", "Focus:Challenge=Everybody", "Focus:TrustedPeers:0=0.0.0.0/0", Description = "trusts all the world")]
    [TestCase("Sip:Listen:0=192.0.2.1:5060")]
    [TestCase("Sip:Address=0.0.0.0")]
    public void An_open_door_is_refused(params string[] settings) =>
        Assert.That(Faults([.. settings.Select(setting => (setting.Split('=')[0], setting.Split('=')[1]))]), Has.One.Contains("anybody could make calls"));

    private string InFolder(string file) => Path.Combine(_folder.FullName, file);

    private static IConfiguration Configure(params (string Key, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(SettingsTable.Tier.Defaults)
        .AddInMemoryCollection(settings.Select(setting => new KeyValuePair<string, string?>(setting.Key, setting.Value)))
        .Build();

    private static List<string> Faults(params (string Key, string Value)[] settings)
    {
        var configuration = Configure(settings);
        return
        [
            .. Check(new SipOptionsCheck(configuration), configuration, "Sip"),
            .. Check(new FocusOptionsCheck(configuration), configuration, "Focus"),
            .. Check(new MpOptionsCheck(), configuration, "Mp"),
            .. Check(new ConsoleOptionsCheck(), configuration, "Console"),
            .. Check(new ChargingOptionsCheck(), configuration, "Charging"),
        ];
    }

    private static IEnumerable<string> Check<T>(IValidateOptions<T> check, IConfiguration configuration, string section)
        where T : class => check.Validate(null, configuration.GetSection(section).Get<T>()!).Failures ?? [];
}
