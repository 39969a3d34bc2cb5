using System.Text.Json.Nodes;
using ImsConference.Tests.EndToEnd.Conformance;
using ImsConference.Tests.EndToEnd.Harness;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd.Control;

/// <summary>Call detail records on the disk of an MRFC with real calls.</summary>
public sealed class ChargingTests
{
    private const string Factory = "sip:conf-factory1@home1.net";

    [Test, CancelAfter(60_000)]
    [Requirement("TS 32.260 §5.2.2", "Each session leaves records with parties, times, media, icid and cause; what was open when the MRFC died is closed at its next start")]
    public async Task Records_are_whole_though_the_MRFC_is_killed(CancellationToken stop)
    {
        var folder = Path.Combine(TestFolder.Current, "cdr");
        await using var system = await TestSystem.StartAsync(stop, $"--Charging:Folder={folder}", "--Mp:LeaseSeconds=2");
        var alice = await system.CallAsync(Factory, 443, stop);
        var uri = alice.ConferenceUri;
        await using (var bob = await system.CallAsync(uri, 719, stop)) await bob.ListenAsync(TimeSpan.FromSeconds(2), stop);
        var ofBob = await RecordAsync(folder, record => (string?)record["Calling-Party-Address"] == "sip:ue2@home1.net", stop);
        Assert.That((string)ofBob["Accounting-Record-Type"]!, Is.EqualTo("STOP_RECORD"));
        Assert.That((int)ofBob["Cause-Code"]!, Is.Zero);
        Assert.That((string)ofBob["Service-Id"]!, Is.EqualTo(uri));
        Assert.That((string)ofBob["IMS-Charging-Identifier"]!, Is.Not.Empty);
        Assert.That((string)ofBob["Role-of-Node"]!, Is.EqualTo("TERMINATING_ROLE"));
        Assert.That($"{ofBob["SDP-Media-Component"]}", Does.Contain("rtpmap:"));
        Assert.That((int)ofBob["Media-Statistics"]!["Packets-Received"]!, Is.GreaterThan(50));
        Assert.That((double)ofBob["Media-Statistics"]!["MOS"]!, Is.GreaterThan(3));
        Assert.That((DateTimeOffset)ofBob["Time-Stamps"]!["SIP-Response-Timestamp"]!, Is.GreaterThan((DateTimeOffset)ofBob["Time-Stamps"]!["SIP-Request-Timestamp"]!));

        await system.Mrfc.KillAsync();
        await system.RestartMrfcAsync(stop);
        system.Announce("closed as aborted");
        var ofAlice = await RecordAsync(folder, record => (string?)record["Calling-Party-Address"] == "sip:ue1@home1.net" && record["Role-of-Node"] is not null, stop);
        var whole = await RecordAsync(folder, record => record["Participants-Involved"] is not null, stop);
        foreach (var aborted in new[] { ofAlice, whole })
        {
            Assert.That((string)aborted["Cause"]!, Is.EqualTo("aborted"), $"{aborted}");
            Assert.That((int)aborted["Cause-Code"]!, Is.EqualTo(3));
        }

        Assert.That(Records(folder), Has.Count.EqualTo(3), "each session once");
        await alice.DisposeAsync();
    }

    private static async Task<JsonNode> RecordAsync(string folder, Func<JsonNode, bool> isWanted, CancellationToken stop)
    {
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            if (Records(folder).Find(record => isWanted(record)) is { } found) return found;
            await beat.WaitForNextTickAsync(stop);
        }
    }

    private static List<JsonNode> Records(string folder) =>
        [.. Directory.GetFiles(folder, "cdr*.jsonl").SelectMany(File.ReadAllLines).Select(line => JsonNode.Parse(line)!)];
}
