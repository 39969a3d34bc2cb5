using ImsConference.Hosting;
using Microsoft.Extensions.Configuration;
using NUnit.Framework;
using MrfcSettings = ImsConference.Mrfc.SettingsTable;
using MrfpSettings = ImsConference.Mrfp.SettingsTable;

namespace ImsConference.Tests.Unit.Hosting;

/// <summary>A misspelt setting is found, be it on the command line, in the environment or in a file.</summary>
public sealed class SettingsReaderTests
{
    private static readonly SettingsReader Reader = new(
        [("Focus:TokenBits", "128", ""), ("Focus:FactoryUris:0", "", ""), ("Focus:Users:NAME", "", ""), ("Mp:Mrfps:0", "", "")],
        elsewhere: ["Rtp", "Mp:Port"]);

    [TestCase("Focus:Tokenbits", ExpectedResult = true, Description = "case does not matter")]
    [TestCase("Focus:TokenBit", ExpectedResult = false)]
    [TestCase("Focus:TokenBits:0", ExpectedResult = false)]
    [TestCase("Focus:FactoryUris:7", ExpectedResult = true)]
    [TestCase("Focus:FactoryUris:x", ExpectedResult = false)]
    [TestCase("Focus:FactoryUris", ExpectedResult = false)]
    [TestCase("Focus:Users:bob", ExpectedResult = true)]
    [TestCase("Mp:Port", ExpectedResult = true, Description = "the other tier's")]
    [TestCase("Mp:Ports", ExpectedResult = false)]
    [TestCase("Rtp:FirstPort", ExpectedResult = true, Description = "a section of the other tier, which checks it")]
    [TestCase("PATH", ExpectedResult = true, Description = "the environment holds much else")]
    public bool Knows_the_key(string key)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(key, "1")]).Build();
        return !Reader.UnknownKeys(configuration).Any();
    }

    [TestCase(ExpectedResult = "")]
    [TestCase("--Focus:TokenBits=96", "/Mp:Port=1", "rtp:firstport=2", "--Logging:LogLevel:Default=Debug", ExpectedResult = "")]
    [TestCase("--Focus:TokenBits", "96", "/Mp:Port", "1", ExpectedResult = "", Description = "value in the next argument")]
    [TestCase("--Focsu:TokenBits=96", ExpectedResult = "--Focsu:TokenBits=96")]
    [TestCase("--Focus.TokenBits=96", "--Rtp:FirstPort=2", ExpectedResult = "--Focus.TokenBits=96")]
    [TestCase("96", "--Rtp:FirstPort=2", ExpectedResult = "96", Description = "neither a key nor a value")]
    [TestCase("--Mp:Port", ExpectedResult = "--Mp:Port", Description = "no value")]
    [TestCase("--verbose", "--Mp:Port=1", ExpectedResult = "--verbose")]
    [TestCase("-p=1", ExpectedResult = "-p=1")]
    public string Finds_arguments_that_set_nothing(params string[] arguments) => string.Join(' ', Reader.UnknownArguments(arguments));

    [Test]
    public void Each_tier_knows_what_the_other_reads()
    {
        Assert.That(MrfcSettings.Tier.Elsewhere, Is.EquivalentTo(NotShared(MrfpSettings.Tier, MrfcSettings.Tier)));
        Assert.That(MrfpSettings.Tier.Elsewhere, Is.EquivalentTo(NotShared(MrfcSettings.Tier, MrfpSettings.Tier)));
    }

    // Whole sections where the reader has none of that name, else single keys.
    private static IEnumerable<string> NotShared(Tier tier, Tier reader)
    {
        var shared = reader.Rows.Select(row => row.Key.Split(':')[0]).ToHashSet();
        return tier.Rows.Select(row => row.Key.Split(':')).Select(key => shared.Contains(key[0]) ? $"{key[0]}:{key[1]}" : key[0]).Distinct();
    }
}
