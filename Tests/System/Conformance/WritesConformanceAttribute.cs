using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace ImsConference.Tests.EndToEnd.Conformance;

/// <summary>Writes the conformance table at the end of a run in which every test with a requirement took part.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class WritesConformanceAttribute : Attribute, ITestAction
{
    public ActionTargets Targets => ActionTargets.Suite;

    public void BeforeTest(ITest test)
    {
    }

    public void AfterTest(ITest test)
    {
        var rows = Rows(TestExecutionContext.CurrentContext.CurrentResult).ToList();
        if (ConformanceTable.Expected.All(expected => rows.Exists(row => row with { Outcome = expected.Outcome } == expected)))
            File.WriteAllText(ConformanceTable.Location, ConformanceTable.Write(rows));
    }

    /// <summary>One for each requirement of each method; of a method's cases the worst counts.</summary>
    private static IEnumerable<ConformanceRow> Rows(ITestResult result) =>
        from leaf in Leaves(result)
        from requirement in leaf.Requirements
        let test = $"{leaf.Result.Test.TypeInfo!.Type.Name}.{leaf.Result.Test.MethodName}"
        group leaf.Result.ResultState.Status by (requirement.Clause, requirement.Text, test) into cases
        select new ConformanceRow(cases.Key.Clause, cases.Key.Text, cases.Key.test, OutcomeOf(cases));

    private static IEnumerable<(ITestResult Result, IEnumerable<RequirementAttribute> Requirements)> Leaves(ITestResult result)
    {
        if (!result.HasChildren) return [(result, result.Test.Properties[RequirementAttribute.Property].Cast<RequirementAttribute>())];

        // The attribute of a method with cases stands at the suite of its cases.
        var own = result.Test.Properties[RequirementAttribute.Property].Cast<RequirementAttribute>().ToList();
        return result.Children.SelectMany(Leaves).Select(leaf => (leaf.Result, leaf.Requirements.Concat(own)));
    }

    private static string OutcomeOf(IEnumerable<TestStatus> cases)
    {
        var all = cases.ToList();
        if (all.Contains(TestStatus.Failed)) return "failed";
        return all.TrueForAll(status => status == TestStatus.Passed) ? "passed" : "skipped";
    }
}
