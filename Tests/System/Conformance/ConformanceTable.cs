using System.Globalization;
using System.Reflection;
using System.Text;
using ImsConference.Tests.EndToEnd.Harness;

namespace ImsConference.Tests.EndToEnd.Conformance;

/// <summary>The table of requirements in <c>Tests/Conformance.md</c>: written by a run of all tests, so that it says what they show and no more.</summary>
internal static class ConformanceTable
{
    private static readonly StringComparer Numeric = StringComparer.Create(CultureInfo.InvariantCulture, CompareOptions.NumericOrdering);

    internal static string Location { get; } = Path.Combine(TestSystem.RepositoryRoot, "Tests", "Conformance.md");

    /// <summary>Every requirement of the assembly's tests, all of them passed.</summary>
    internal static IEnumerable<ConformanceRow> Expected =>
        from type in typeof(ConformanceTable).Assembly.GetTypes()
        from method in type.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly)
        from requirement in method.GetCustomAttributes<RequirementAttribute>()
        select new ConformanceRow(requirement.Clause, requirement.Text, $"{type.Name}.{method.Name}", "passed");

    internal static string Write(IEnumerable<ConformanceRow> rows)
    {
        var table = new StringBuilder();
        table.Append("# Conformance\n\n")
            .Append("What the standards ask, and the test on the wire (both processes, SIP and RTP over sockets) that shows it. Written by `Deploy/test`.\n\n")
            .Append("| Clause | Requirement | Test | Outcome |\n| --- | --- | --- | --- |\n");
        foreach (var row in rows.OrderBy(row => row.Clause, Numeric).ThenBy(row => row.Text, StringComparer.Ordinal).ThenBy(row => row.Test, StringComparer.Ordinal))
            table.Append(row.Line).Append('\n');
        return table.ToString();
    }
}
