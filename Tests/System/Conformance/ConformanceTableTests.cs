using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd.Conformance;

/// <summary>The table in the repository says what the tests say.</summary>
public sealed class ConformanceTableTests
{
    [Test]
    public void The_table_in_the_repository_has_a_row_for_each_requirement_and_no_other() =>
        Assert.That(File.Exists(ConformanceTable.Location) ? File.ReadAllText(ConformanceTable.Location) : "", Is.EqualTo(ConformanceTable.Write(ConformanceTable.Expected)),
            $"run Deploy/test, which writes {ConformanceTable.Location} anew, and commit it");
}
