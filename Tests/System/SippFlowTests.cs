using ImsConference.Tests.EndToEnd.Conformance;
using ImsConference.Tests.EndToEnd.Harness;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd;

/// <summary>Both flows, message by message, with a SIP peer that we did not write (sipp; Scenarios/*.xml).</summary>
public sealed class SippFlowTests() : SippFixture(Brisk)
{
    [Test, CancelAfter(60_000)]
    [Requirement("TS 24.147 §5.3.2.3.1", "INVITE to the factory: reliable 183 with the conference URI and isfocus, PRACK, UPDATE, 200 once the preconditions are met")]
    [Requirement("RFC 3312 §5", "No 200 before the mandatory preconditions of both sides are met")]
    [Requirement("RFC 4579 §5.5", "REFER to the focus: it calls the user and tells of the progress by NOTIFY with sipfrag")]
    [Requirement("RFC 4575 §3.4", "The first NOTIFY is full, those after it partial, versions rise by one")]
    public async Task Factory_flow_with_preconditions_roster_and_refer(CancellationToken stop)
    {
        await using var guest = await Sipp.ListenAsync("answer", Sipp.Keys("", "bob"), stop);
        await using var creator = Sipp.Call("factory-flow", Lab.Sip, Sipp.Keys(Factory, "alice", guest.Uri("bob")));
        await Task.WhenAll(creator.CompletesAsync(stop), guest.CompletesAsync(stop));
    }

    [Test, CancelAfter(30_000)]
    [Requirement("RFC 4579 §5.4", "INVITE to the factory without 100rel: 200 at once, Contact the new conference URI with isfocus")]
    public Task Plain_ue_gets_a_plain_200(CancellationToken stop) => CompletesAsync("plain-call", Sipp.Keys(Factory, "alice"), stop, "-d", "300");

    [Test, CancelAfter(30_000)]
    [Requirement("RFC 6086 §4.2.2", "DTMF by INFO in the dialog is taken with 200")]
    public async Task Keys_by_info(CancellationToken stop)
    {
        await CompletesAsync("keys-by-info", Sipp.Keys(Factory, "erin"), stop);
        var pressed = Lab.Mrfc.Lines.Where(line => line.Contains("sip:erin@home1.net ", StringComparison.Ordinal) && line.Contains(" pressed ", StringComparison.Ordinal));
        Assert.That(pressed.Select(line => line[line.IndexOf("pressed", StringComparison.Ordinal)..]), Is.EqualTo(["pressed 5 for 160 ms", "pressed # for 250 ms"]));
    }

    [Test, CancelAfter(30_000)]
    [Requirement("RFC 4579 §5.4", "INVITE to the redirecting URI: 302 with a fresh conference URI, which takes the INVITE that follows")]
    public Task Redirect_flow(CancellationToken stop) => CompletesAsync("redirect", Sipp.Keys(Redirect, "alice"), stop, "-d", "300");

    [Test, CancelAfter(30_000)]
    [Requirement("RFC 3261 §8.2.2.2", "A merged INVITE gets 482")]
    public Task The_same_invite_by_another_way_gets_482(CancellationToken stop) => CompletesAsync("merged-invite", Sipp.Keys(Factory, "alice"), stop);

    [TestCase("plain-call", Factory)]
    [TestCase("redirect", Redirect)]
    [CancelAfter(30_000)]
    [Requirement("RFC 4579 §5.1", "INVITE to the conference URI joins its caller")]
    public async Task Others_dial_in_to_the_conference_uri(string scenario, string target, CancellationToken stop)
    {
        await using var creator = Sipp.Call(scenario, Lab.Sip, Sipp.Keys(target, "alice"), "-d", "3000");
        var uri = await creator.SaysAsync("conference ", stop);
        await using var second = Sipp.Call("plain-call", Lab.Sip, Sipp.Keys(uri, "bob"), "-d", "500");
        await using var third = Sipp.Call("plain-call", Lab.Sip, Sipp.Keys(uri, "carol"), "-d", "500");

        Assert.That(await second.SaysAsync("conference ", stop), Is.EqualTo(uri));
        await Task.WhenAll(creator.CompletesAsync(stop), second.CompletesAsync(stop), third.CompletesAsync(stop));
    }

    [Test, CancelAfter(30_000)]
    [Requirement("RFC 3515 §2.4.5", "The last NOTIFY of a REFER bears the final status of the INVITE that it led to")]
    public async Task Refer_to_a_busy_guest_reports_486(CancellationToken stop)
    {
        await using var guest = await Sipp.ListenAsync("busy", Sipp.Keys("", "bob"), stop);
        await CompletesAsync("refer-busy", Sipp.Keys(Factory, "alice", guest.Uri("bob")), stop);
        await guest.CompletesAsync(stop);
    }

    [Test, CancelAfter(40_000)]
    [Requirement("RFC 4575 §3.5", "The end of the conference ends its subscriptions")]
    public async Task Watcher_outside_the_conference_sees_its_life_and_end(CancellationToken stop)
    {
        await using var creator = Sipp.Call("plain-call", Lab.Sip, Sipp.Keys(Factory, "alice"), "-d", "2500");
        var uri = await creator.SaysAsync("conference ", stop);
        await using var watcher = Sipp.Call("watch", Lab.Sip, Sipp.Keys(uri, "walter"));
        await watcher.SaysAsync("watching", stop);
        await using var second = Sipp.Call("plain-call", Lab.Sip, Sipp.Keys(uri, "bob"), "-d", "500");
        await watcher.SaysAsync("notified", stop);

        await Task.WhenAll(creator.CompletesAsync(stop), second.CompletesAsync(stop), watcher.CompletesAsync(stop));
    }
}
