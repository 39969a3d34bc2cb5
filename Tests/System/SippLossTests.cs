using ImsConference.Tests.EndToEnd.Conformance;
using ImsConference.Tests.EndToEnd.Harness;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd;

/// <summary>Lost and repeated messages, and calls given up at every stage, played by sipp.</summary>
/// <remarks>T1 is 200 ms here, so that 64 T1 fit a test. sipp runs with -nr: it shows repeated messages to the scenario.</remarks>
public sealed class SippLossTests() : SippFixture("--Sip:T1Ms=200")
{
    [TestCase("lost-183")]
    [TestCase("lost-prack-answer")]
    [TestCase("lost-200")]
    [TestCase("lost-ack")]
    [TestCase("never-acked")]
    [TestCase("doubled-invite")]
    [TestCase("cancel-early")]
    [TestCase("cancel-after-183")]
    [TestCase("cancel-after-prack")]
    [TestCase("bye-early")]
    [CancelAfter(60_000)]
    [Requirement("RFC 3262 §3", "A reliable response is repeated until its PRACK; what is lost or doubled is mended")]
    [Requirement("RFC 3261 §9.2", "CANCEL before and after the 183 ends the INVITE with 487")]
    [Requirement("RFC 3261 §13.3.1.4", "A 200 is repeated until its ACK; without any the call is ended by BYE")]
    public Task Scenario(string name, CancellationToken stop) => CompletesAsync(name, Sipp.Keys(Factory, "alice"), stop, "-nr");
}
