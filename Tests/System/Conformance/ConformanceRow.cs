namespace ImsConference.Tests.EndToEnd.Conformance;

/// <summary>A requirement, the test that shows it, and how that test ended.</summary>
/// <param name="Clause">For example <c>RFC 4579 §5.11</c>.</param>
/// <param name="Text">What is required.</param>
/// <param name="Test">Class and method.</param>
/// <param name="Outcome"><c>passed</c>, <c>failed</c>, or <c>skipped</c>.</param>
internal sealed record ConformanceRow(string Clause, string Text, string Test, string Outcome)
{
    internal string Line => $"| {Clause} | {Text} | `{Test}` | {Outcome} |";
}
