using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd.Harness;

/// <summary>The temporary folders of tests and fixtures, where programs work and leave their logs.</summary>
public static class TestFolder
{
    /// <summary>Folder of the test or fixture that runs, made on first use.</summary>
    public static string Current => Directory.CreateDirectory(Of(TestContext.CurrentContext.Test.ID)).FullName;

    /// <summary>Holds the folders of this run.</summary>
    public static string Root => Path.Combine(Path.GetTempPath(), $"imsconference-{Environment.ProcessId}");

    /// <summary>The folder of one test, which need not exist.</summary>
    public static string Of(string testId) => Path.Combine(Root, testId);
}
