using NUnit.Framework;
using MrfcSettings = ImsConference.Mrfc.SettingsTable;
using MrfpSettings = ImsConference.Mrfp.SettingsTable;

namespace ImsConference.Tests.Unit.Architecture;

/// <summary>The README's tables of settings are those of the programs, row by row.</summary>
public sealed class ReadmeTests
{
    private static readonly string[] Readme = File.ReadAllLines(Path.Combine(SourceFile.RepositoryRoot, "README.md"));

    [Test]
    public void Every_setting_of_the_MRFC_is_in_the_README() => HoldsTable("### MRFC", MrfcSettings.Rows);

    [Test]
    public void Every_setting_of_the_MRFP_is_in_the_README() => HoldsTable("### MRFP", MrfpSettings.Rows);

    private static void HoldsTable(string heading, IEnumerable<(string Key, string Default, string Meaning)> settings)
    {
        string[] expected = ["| Key | Default | Meaning |", "| --- | --- | --- |", .. settings.Select(Row)];
        var table = Readme
            .SkipWhile(line => line != heading)
            .SkipWhile(line => !line.StartsWith('|'))
            .TakeWhile(line => line.StartsWith('|'));
        Assert.That(table, Is.EqualTo(expected), $"The table under '{heading}' should read:\n{string.Join('\n', expected)}\n");
    }

    private static string Row((string Key, string Default, string Meaning) setting)
    {
        Assert.That(setting.Key + setting.Default + setting.Meaning, Does.Not.Contain('|').And.Not.Contain('`'), "would break the table");
        var value = setting.Default.Length == 0 ? "" : $"`{setting.Default}`";
        return $"| `{setting.Key}` | {value} | {setting.Meaning} |";
    }
}
