using ImsConference.Tests.EndToEnd.Conformance;
using ImsConference.Tests.EndToEnd.Harness;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd;

/// <summary>How sessions come to be and stay: reliable responses, preconditions, early media, session timers (RFC 3262, 3312, 4028).</summary>
public sealed class SessionControlTests() : LabFixture("--Focus:EndsWhen=CreatorLeaves", "--Focus:NotifySpacingMs=200", "--Sip:SessionExpiresSeconds=90", UrisOfThisHost)
{
    private const string Reliable = "Supported: 100rel, precondition";

    /// <summary>Preconditions of an offer, and what comes of them.</summary>
    private static IEnumerable<TestCaseData> Offers()
    {
        yield return Waits("nothing reserved", "curr local none, curr remote none, des mandatory local sendrecv, des mandatory remote sendrecv");
        yield return Waits("we optional", "curr local none, curr remote none, des mandatory local sendrecv, des optional remote sendrecv");
        yield return Waits("we not at all", "curr local none, curr remote none, des mandatory local sendrecv, des none remote sendrecv");
        yield return Waits("one way reserved", "curr local send, curr remote none, des mandatory local sendrecv, des mandatory remote sendrecv");
        yield return Waits("one way wanted", "curr local none, curr remote none, des mandatory local send, des none remote sendrecv");
        yield return Waits("two strengths", "curr local none, curr remote none, des mandatory local send, des optional local recv, des none remote sendrecv");
        yield return Goes("reserved already", "curr local sendrecv, curr remote none, des mandatory local sendrecv, des mandatory remote sendrecv");
        yield return Goes("optional", "curr local none, curr remote none, des optional local sendrecv, des optional remote sendrecv");
        yield return Goes("none at all", "curr local none, curr remote none, des none local sendrecv, des none remote sendrecv");
        yield return Goes("end to end, optional", "curr e2e none, des optional e2e sendrecv");
        yield return Goes("end to end, reserved", "curr e2e sendrecv, des mandatory e2e sendrecv");

        static TestCaseData Waits(string what, string lines) => new TestCaseData(lines, true).SetArgDisplayNames($"{what}: waits");
        static TestCaseData Goes(string what, string lines) => new TestCaseData(lines, false).SetArgDisplayNames($"{what}: goes on");
    }

    [TestCaseSource(nameof(Offers)), CancelAfter(20_000)]
    [Requirement("RFC 3312 §5.1.1", "Only mandatory preconditions hold the 200 up, in each combination of local, remote and end-to-end status and strength")]
    [Requirement("TS 24.229 §6.1.3", "The answer says what we have reserved, asks to be told (a=conf), and keeps the strength")]
    public async Task Preconditions(string lines, bool waits, CancellationToken stop)
    {
        using var ue = new RawUe(Lab.Sip, "alice");
        var progress = await ue.InviteAsync(Factory, Sdp(lines), Reliable, stop);
        Assert.That(progress.Status, Is.EqualTo(183), progress.Text);
        Assert.That((progress.Header("RSeq").Length > 0, progress.Header("Require")), Is.EqualTo((true, "100rel, precondition")));
        if (lines.Contains("local", StringComparison.Ordinal)) Assert.That(progress.Sdp("a=curr:qos local "), Is.EqualTo(["sendrecv"]));
        Assert.That(progress.Sdp("a=conf:qos remote ").Count, Is.EqualTo(waits ? 1 : 0));
        foreach (var mandatory in lines.Split(", ").Where(line => line.StartsWith("des mandatory", StringComparison.Ordinal)).Select(Mirror))
            Assert.That(progress.Sdp("a="), Does.Contain(mandatory), "strength never drops");

        Assert.That((await ue.PrackAsync(progress, stop)).Status, Is.EqualTo(200));
        if (waits)
        {
            var update = await ue.SendAsync("UPDATE", Sdp("curr local sendrecv, curr remote sendrecv, des mandatory local sendrecv, des mandatory remote sendrecv"), "", stop);
            Assert.That((update.Status, update.Sdp("a=curr:qos remote ")[0]), Is.EqualTo((200, "sendrecv")));
        }

        var answer = await ue.AnsweredAsync(stop);
        Assert.That((answer.Status, answer.Body), Is.EqualTo((200, "")), "the SDP was agreed before");
        await ue.ByeAsync(stop);
    }

    [TestCase("curr e2e none, des mandatory e2e sendrecv", "a=des:qos failure e2e sendrecv")]
    [TestCase("curr e2e send, des mandatory e2e sendrecv", "a=des:qos failure e2e sendrecv")]
    [CancelAfter(20_000)]
    [Requirement("RFC 3312 §8", "A mandatory precondition that cannot be kept gets 580, whose SDP names it")]
    public async Task Preconditions_that_cannot_be_kept(string lines, string named, CancellationToken stop)
    {
        using var ue = new RawUe(Lab.Sip, "alice");
        var refused = await ue.CallAsync(Factory, Sdp(lines), stop, Reliable);
        Assert.That((refused.Status, refused.Body), Is.EqualTo((580, refused.Body)));
        Assert.That(refused.Body, Does.Contain(named));
    }

    [Test, CancelAfter(20_000)]
    [Requirement("RFC 3312 §11", "Mandatory preconditions without 100rel get 421 with Require: 100rel")]
    public async Task Preconditions_without_100rel(CancellationToken stop)
    {
        using var ue = new RawUe(Lab.Sip, "alice");
        var refused = await ue.CallAsync(Factory, Sdp("curr local none, des mandatory local sendrecv"), stop, "Supported: precondition");
        Assert.That((refused.Status, refused.Header("Require")), Is.EqualTo((421, "100rel")));
    }

    [TestCase("Supported: timer", TestName = "100rel_absent")]
    [TestCase("Supported: 100rel", TestName = "100rel_supported")]
    [TestCase("Require: 100rel", TestName = "100rel_required")]
    [CancelAfter(20_000)]
    [Requirement("RFC 3262 §3", "100rel in Require, in Supported and absent: where nothing has to be told before, the 200 comes at once; what comes before it is reliable exactly if it may be")]
    public async Task Reliable_responses(string header, CancellationToken stop)
    {
        using var ue = new RawUe(Lab.Sip, "alice");
        var answer = await ue.InviteAsync(Factory, RawUe.Audio(), header, stop);
        while (answer.Status < 200)
        {
            Assert.That(answer.Header("RSeq").Length > 0, Is.EqualTo(header.Contains("100rel", StringComparison.Ordinal)));
            await ue.PrackAsync(answer, stop);
            answer = await ue.ResponseAsync("INVITE", stop);
        }

        Assert.That(answer.Status, Is.EqualTo(200));
        ue.Acknowledge(answer);
        await ue.ByeAsync(stop);
    }

    [TestCase(true)]
    [TestCase(false)]
    [CancelAfter(30_000)]
    [Requirement("RFC 3960 §3", "Where the focus calls, an answer in a 183 before the 200 is taken: by PRACK if it is reliable, and kept until the 200 if not")]
    public async Task Early_answer(bool isReliable, CancellationToken stop)
    {
        using var alice = new RawUe(Lab.Sip, "alice");
        using var bob = new RawUe(Lab.Sip, "bob");
        await alice.CallAsync(Factory, RawUe.Audio(), stop);
        Assert.That((await alice.SendAsync("REFER", "", $"Refer-To: <sip:bob@{bob.Local}>", stop)).Status, Is.EqualTo(202));
        var invite = await bob.RequestAsync("INVITE", stop);
        var offer = invite.Sdp("m=")[0].Split(' ');
        Assert.That((offer[0], offer[1] != "0"), Is.EqualTo(("audio", true)));
        var answer = RawUe.Audio(formats: "8", port: int.Parse($"{bob.Local.Port}", System.Globalization.CultureInfo.InvariantCulture),
            lines: isReliable ? ["a=curr:qos local sendrecv", "a=curr:qos remote sendrecv", "a=des:qos mandatory local sendrecv", "a=des:qos mandatory remote sendrecv"] : []);
        bob.Respond(invite, 183, isReliable ? "Require: 100rel, precondition\nRSeq: 7" : "", answer);
        if (isReliable)
        {
            var prack = await bob.RequestAsync("PRACK", stop);
            Assert.That(prack.Header("RAck"), Is.EqualTo($"7 {invite.Header("CSeq")}"));
            bob.Respond(prack, 200);
            await Lab.LadderAsync(stop).FirstAsync(label => label.StartsWith("Mp Modify", StringComparison.Ordinal), stop);   // its media are connected
        }

        bob.Respond(invite, 200, "", isReliable ? "" : answer);
        await bob.RequestAsync("ACK", stop);
        await alice.NotifiedAsync(notify => notify.Body.StartsWith("SIP/2.0 200", StringComparison.Ordinal), stop);
        await alice.ByeAsync(stop);
        bob.Respond(await bob.RequestAsync("BYE", stop), 200);
    }

    [TestCase("Supported: timer\nSession-Expires: 120;refresher=uac", "90;refresher=uac", "timer")]
    [TestCase("Supported: timer\nSession-Expires: 120;refresher=uas", "90;refresher=uas", "")]
    [TestCase("Supported: timer\nSession-Expires: 120", "90;refresher=uac", "timer")]
    [TestCase("Supported: timer\nSession-Expires: 120\nMin-SE: 100", "100;refresher=uac", "timer")]
    [TestCase("Supported: timer", "90;refresher=uac", "timer")]
    [TestCase("Subject: no timer", "90;refresher=uas", "")]
    [CancelAfter(20_000)]
    [Requirement("RFC 4028 §9", "The interval and the refresher of the 2xx follow from what the INVITE says, with and without timer; Require: timer where the UAC refreshes")]
    public async Task Interval_and_refresher(string headers, string expires, string require, CancellationToken stop)
    {
        using var ue = new RawUe(Lab.Sip, "alice");
        var answer = await ue.CallAsync(Factory, RawUe.Audio(), stop, headers);
        Assert.That((answer.Header("Session-Expires"), answer.Header("Require")), Is.EqualTo((expires, require)));
        await ue.ByeAsync(stop);
    }

    [Test, CancelAfter(20_000)]
    [Requirement("RFC 4028 §10", "A UE refreshes by UPDATE without SDP and by re-INVITE with the same SDP, whose answer keeps its o= version; too small an interval gets 422")]
    public async Task Refreshed_by_the_UE(CancellationToken stop)
    {
        const string Timer = "Supported: timer\nSession-Expires: 90;refresher=uac";
        using var ue = new RawUe(Lab.Sip, "alice");
        var call = await ue.CallAsync(Factory, RawUe.Audio(), stop, Timer);
        var update = await ue.SendAsync("UPDATE", "", Timer, stop);
        Assert.That((update.Status, update.Header("Session-Expires"), update.Body), Is.EqualTo((200, "90;refresher=uac", "")));
        var again = await ue.ReInviteAsync(RawUe.Audio(), stop, Timer);
        Assert.That((again.Status, again.Header("Session-Expires"), again.Sdp("o=")[0]), Is.EqualTo((200, "90;refresher=uac", call.Sdp("o=")[0])));
        var small = await ue.SendAsync("UPDATE", "", "Supported: timer\nSession-Expires: 60", stop);
        Assert.That((small.Status, small.Header("Min-SE")), Is.EqualTo((422, "90")));
        await ue.ByeAsync(stop);
    }

    [Test, CancelAfter(20_000)]
    [Requirement("RFC 4028 §7.3", "A call of the focus that gets 422 is tried again with the interval that is asked for")]
    public async Task A_422_is_followed(CancellationToken stop)
    {
        using var alice = new RawUe(Lab.Sip, "alice");
        using var bob = new RawUe(Lab.Sip, "bob");
        await alice.CallAsync(Factory, RawUe.Audio(), stop);
        await alice.SendAsync("REFER", "", $"Refer-To: <sip:bob@{bob.Local}>", stop);
        var first = await bob.RequestAsync("INVITE", stop);
        bob.Respond(first, 422, "Min-SE: 240");
        var second = await bob.RequestAsync("INVITE", stop);
        Assert.That((second.Header("Session-Expires"), second.Header("Min-SE"), second.Header("Call-ID")), Is.EqualTo(("240", "240", first.Header("Call-ID"))));
        bob.Respond(second, 486);
        await alice.NotifiedAsync(notify => notify.Body.StartsWith("SIP/2.0 486", StringComparison.Ordinal), stop);
        await alice.ByeAsync(stop);
    }

    private static string Mirror(string line) => line[..3] + ":qos " + (line[4..] + " ")
        .Replace(" local ", " REMOTE ", StringComparison.Ordinal).Replace(" remote ", " local ", StringComparison.Ordinal).Replace("REMOTE", "remote", StringComparison.Ordinal)
        .Replace(" send ", " RECV ", StringComparison.Ordinal).Replace(" recv ", " send ", StringComparison.Ordinal).Replace("RECV", "recv", StringComparison.Ordinal).Trim();

    private static string Sdp(string lines) => RawUe.Audio(lines: [.. lines.Split(", ").Select(line => $"a={line[..line.IndexOf(' ', StringComparison.Ordinal)]}:qos{line[line.IndexOf(' ', StringComparison.Ordinal)..]}")]);
}
