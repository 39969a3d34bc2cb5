using NUnit.Framework;
using NUnit.Framework.Interfaces;

namespace ImsConference.Tests.EndToEnd.Harness;

/// <summary>Shows the logs of a failed test's programs and keeps its folder; removes that of a test that passed.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class KeepsLogsOfFailuresAttribute : Attribute, ITestAction
{
    private const int ShownLines = 60;

    public ActionTargets Targets => ActionTargets.Test | ActionTargets.Suite;

    public void BeforeTest(ITest test)
    {
    }

    public void AfterTest(ITest test)
    {
        var failed = TestContext.CurrentContext.Result.Outcome.Status == TestStatus.Failed;
        if (test.IsSuite)
        {
            if (!failed) Remove(TestFolder.Root);
        }
        else if (failed)
        {
            // The fixture's folder holds the logs of what its tests share.
            for (ITest? level = test; level is not null; level = level.Parent) Show(TestFolder.Of(level.Id));
        }
        else
        {
            Remove(TestFolder.Of(test.Id));
        }
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    private static void Show(string folder)
    {
        if (!Directory.Exists(folder)) return;
        foreach (var file in Directory.EnumerateFiles(folder, "*.log", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            TestContext.Out.WriteLine($"--- {file}, last {ShownLines} lines");
            foreach (var line in File.ReadLines(file).TakeLast(ShownLines)) TestContext.Out.WriteLine(line);
        }
    }
}
