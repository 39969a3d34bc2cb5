using Grpc.Core;
using Grpc.Wire;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Grpc;

public sealed class StatusHeadersTests
{
    [TestCase("0", ExpectedResult = StatusCode.OK)]
    [TestCase("16", ExpectedResult = StatusCode.Unauthenticated)]
    [TestCase("17", ExpectedResult = StatusCode.Unknown)]
    [TestCase("-1", ExpectedResult = StatusCode.Unknown)]
    [TestCase("", ExpectedResult = StatusCode.Unknown)]
    [TestCase("99999999999", ExpectedResult = StatusCode.Unknown)]
    public StatusCode A_number_that_is_no_code_is_unknown(string code) => StatusHeaders.Read(code, "x").StatusCode;

    [Test]
    public void Every_code_survives([Values] StatusCode code) =>
        Assert.That(StatusHeaders.Read(StatusHeaders.Format(code), "%C3%B6"), Is.EqualTo(new Status(code, "ö")));
}
