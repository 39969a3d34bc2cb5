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
    public Task Scenario(string name, CancellationToken stop) => CompletesAsync(name, Sipp.Keys(Factory, "alice"), stop, "-nr");
}
