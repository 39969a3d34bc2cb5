using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace ImsConference.Tests.EndToEnd.Conformance;

/// <summary>A requirement that the test shows on the wire: a row of <c>Tests/Conformance.md</c>.</summary>
/// <param name="clause">Where it stands, for example <c>RFC 4579 §5.11</c>.</param>
/// <param name="text">What is required, in one sentence.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class RequirementAttribute(string clause, string text) : NUnitAttribute, IApplyToTest
{
    internal const string Property = "Requirement";

    public string Clause => clause;

    public string Text => text;

    public void ApplyToTest(Test test) => test.Properties.Add(Property, this);
}
