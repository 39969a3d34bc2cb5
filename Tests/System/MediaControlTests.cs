using ImsConference.Tests.EndToEnd.Conformance;
using ImsConference.Tests.EndToEnd.Harness;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd;

/// <summary>What a UE does to its media by signalling: hold and resume of each kind, other codecs, lines that come and go (RFC 3264, RFC 6337).</summary>
public sealed class MediaControlTests() : LabFixture("--Focus:EndsWhen=CreatorLeaves", "--Focus:NotifySpacingMs=200", "--Focus:DepartedMs=500", UrisOfThisHost)
{
    private const string Updates = "Allow: INVITE, ACK, CANCEL, BYE, UPDATE, PRACK";

    private static IEnumerable<TestCaseData> Holds()
    {
        foreach (var by in new[] { "INVITE", "UPDATE" })
        {
            yield return new TestCaseData(by, RawUe.Audio("sendonly"), "recvonly").SetArgDisplayNames($"sendonly by {by}");
            yield return new TestCaseData(by, RawUe.Audio("inactive"), "inactive").SetArgDisplayNames($"inactive by {by}");
            yield return new TestCaseData(by, RawUe.Audio("recvonly"), "sendonly").SetArgDisplayNames($"recvonly by {by}");
            yield return new TestCaseData(by, RawUe.Audio("sendonly", "0.0.0.0"), "recvonly").SetArgDisplayNames($"sendonly and c=0.0.0.0 by {by}");
            yield return new TestCaseData(by, RawUe.Audio("inactive", "0.0.0.0"), "inactive").SetArgDisplayNames($"inactive and c=0.0.0.0 by {by}");
        }
    }

    [TestCaseSource(nameof(Holds)), CancelAfter(20_000)]
    [Requirement("RFC 3264 §8.4", "Hold by sendonly, inactive, recvonly, by re-INVITE and by UPDATE, and resumption: the answer mirrors the direction")]
    [Requirement("RFC 4575 §5.7.4", "An endpoint that holds the call is shown as on-hold, and as connected when it resumes")]
    public async Task Hold_and_resume(string by, string hold, string answered, CancellationToken stop)
    {
        using var ue = new RawUe(Lab.Sip, "alice");
        var call = await ue.CallAsync(Factory, RawUe.Audio(), stop, Updates);
        await WatchAsync(ue, stop);
        Assert.That(Directions(call), Is.EqualTo(["sendrecv"]));
        var version = Version(call);

        var held = await ChangeAsync(ue, by, hold, stop);
        Assert.That((held.Status, Directions(held)[0]), Is.EqualTo((200, answered)));
        Assert.That(Version(held), Is.EqualTo(version + 1), "each change counts up");
        Assert.That(Port(held), Is.EqualTo(Port(call)), "the port stays");

        var isHeld = !hold.Contains("a=recvonly", StringComparison.Ordinal);
        if (isHeld) await ShowsAsync(ue, "on-hold", stop);

        var resumed = await ChangeAsync(ue, by, RawUe.Audio(), stop);
        Assert.That((resumed.Status, Directions(resumed)[0]), Is.EqualTo((200, "sendrecv")));
        await ShowsAsync(ue, "connected", stop);
        await EndAsync(ue, stop);
    }

    [Test, CancelAfter(20_000)]
    [Requirement("RFC 3264 §8.4", "Hold in the old way, by c=0.0.0.0 alone: nothing is sent there until the address is back")]
    public async Task Hold_by_a_zero_address(CancellationToken stop)
    {
        using var ue = new RawUe(Lab.Sip, "alice");
        await ue.CallAsync(Factory, RawUe.Audio(), stop, Updates);
        await WatchAsync(ue, stop);
        var held = await ue.ReInviteAsync(RawUe.Audio(address: "0.0.0.0"), stop);
        Assert.That((held.Status, Directions(held)[0]), Is.EqualTo((200, "recvonly")).Or.EqualTo((200, "sendrecv")));
        await ShowsAsync(ue, "on-hold", stop);

        Assert.That((await ue.ReInviteAsync(RawUe.Audio(), stop)).Status, Is.EqualTo(200));
        await ShowsAsync(ue, "connected", stop);
        await EndAsync(ue, stop);
    }

    [TestCase("INVITE")]
    [TestCase("UPDATE")]
    [CancelAfter(20_000)]
    [Requirement("RFC 3264 §8.2", "Port 0 in a later offer switches the audio line off, and a port on again; the session stays")]
    public async Task Audio_line_off_and_on(string by, CancellationToken stop)
    {
        using var ue = new RawUe(Lab.Sip, "alice");
        await ue.CallAsync(Factory, RawUe.Audio(), stop, Updates);
        var off = await ChangeAsync(ue, by, RawUe.Audio(port: 0), stop);
        Assert.That((off.Status, off.Sdp("m=")[0]), Is.EqualTo((200, "audio 0 RTP/AVP 8 0")).Or.EqualTo((200, "audio 0 RTP/AVP 8")));

        var on = await ChangeAsync(ue, by, RawUe.Audio(), stop);
        Assert.That((on.Status, Port(on) > 0), Is.EqualTo((200, true)));
        await ue.ByeAsync(stop);
    }

    [TestCase("INVITE")]
    [TestCase("UPDATE")]
    [CancelAfter(20_000)]
    [Requirement("RFC 3264 §8.3.2", "Another codec in the middle of a call, by re-INVITE and by UPDATE; one that we lack leaves the session as it was (488)")]
    public async Task Codec_change(string by, CancellationToken stop)
    {
        using var ue = new RawUe(Lab.Sip, "alice");
        var call = await ue.CallAsync(Factory, RawUe.Audio(formats: "8"), stop, Updates);
        Assert.That(call.Sdp("m=")[0], Does.EndWith("RTP/AVP 8"));

        var changed = await ChangeAsync(ue, by, RawUe.Audio(formats: "0"), stop);
        Assert.That((changed.Status, changed.Sdp("m=")[0][^2..]), Is.EqualTo((200, " 0")));
        var refused = await ChangeAsync(ue, by, RawUe.Audio(formats: "18"), stop);
        Assert.That((refused.Status, refused.Header("Warning")[..3]), Is.EqualTo((488, "305")));
        var again = await ChangeAsync(ue, by, RawUe.Audio(formats: "0"), stop);
        Assert.That((again.Status, Port(again), Version(again)), Is.EqualTo((200, Port(call), Version(changed))), "as it was");
        await ue.ByeAsync(stop);
    }

    [Test, CancelAfter(20_000)]
    [Requirement("RFC 3261 §13.2.1", "An INVITE without SDP is offered in the 200, and the answer taken from the ACK")]
    [Requirement("RFC 3261 §14.1", "A re-INVITE without SDP is offered all that we have, and the answer taken from the ACK")]
    public async Task Invites_without_sdp(CancellationToken stop)
    {
        using var ue = new RawUe(Lab.Sip, "alice");
        var call = await ue.CallAsync(Factory, "", stop, answer: RawUe.Audio(formats: "8"));
        Assert.That((call.Status, call.Sdp("m=").Count), Is.EqualTo((200, 1)));
        Assert.That(call.Sdp("m=")[0], Does.Match("^audio [1-9][0-9]* RTP/AVP .*8.* 0"));

        var offered = await ue.ReInviteAsync("", stop, answer: RawUe.Audio(formats: "0"));
        Assert.That(offered.Status, Is.EqualTo(200), offered.Text);
        Assert.That(Port(offered), Is.EqualTo(Port(call)));
        Assert.That(offered.Sdp("m=")[0].Split(' ')[3..], Does.Contain("0").And.Contain("8"));
        await ue.ByeAsync(stop);
    }

    [Test, CancelAfter(20_000)]
    [Requirement("RFC 3262 §5", "An INVITE without SDP that requires 100rel is offered in a reliable 183 or in the 200, and its answer taken")]
    public async Task Invite_without_sdp_but_with_100rel(CancellationToken stop)
    {
        using var ue = new RawUe(Lab.Sip, "alice");
        var call = await ue.CallAsync(Factory, "", stop, "Require: 100rel", RawUe.Audio(formats: "8"));
        Assert.That((call.Status, call.Sdp("m=").Count), Is.EqualTo((200, 1)));
        await ue.ByeAsync(stop);
    }

    private static IEnumerable<TestCaseData> Lines()
    {
        yield return Case("video after audio", ["m=video 41000 RTP/AVP 99", "a=rtpmap:99 H264/90000"], "audio on, video 0");
        yield return Case("text after audio", ["m=text 41000 RTP/AVP 98", "a=rtpmap:98 t140/1000"], "audio on, text 0");
        yield return Case("messages after audio", ["m=message 2855 TCP/MSRP *", "a=path:msrp://127.0.0.1:2855/s;tcp"], "audio on, message 0");
        yield return Case("floor control after audio", ["m=application 50000 TCP/BFCP *", "a=floorctrl:c-only"], "audio on, application 0");
        yield return Case("data channel after audio", ["m=application 50000 UDP/DTLS/SCTP webrtc-datachannel", "a=sctp-port:5000"], "audio on, application 0");
        yield return Case("a second audio line", ["m=audio 42000 RTP/AVP 8"], "audio on, audio 0");
        yield return Case("what nobody knows", ["m=hologram 42000 RTP/AVP 8"], "audio on, hologram 0");
        yield return Case("a bundle", ["a=mid:0", "m=video 40000 RTP/AVP 99", "a=rtpmap:99 H264/90000", "a=mid:1", "a=bundle-only"], "audio on, video 0");

        static TestCaseData Case(string what, string[] lines, string expected) => new TestCaseData(lines, expected).SetArgDisplayNames(what);
    }

    [TestCaseSource(nameof(Lines)), CancelAfter(20_000)]
    [Requirement("RFC 3264 §6", "Media lines that are not served are refused by port 0, each in its place, with its protocol and a format")]
    public async Task Other_lines_are_refused_in_their_place(string[] lines, string expected, CancellationToken stop)
    {
        using var ue = new RawUe(Lab.Sip, "alice");
        var call = await ue.CallAsync(Factory, RawUe.Audio(lines: lines), stop);
        Assert.That((call.Status, Shape(call)), Is.EqualTo((200, expected)));
        foreach (var (ours, theirs) in call.Sdp("m=").Zip(["audio 1 RTP/AVP", .. lines.Where(line => line.StartsWith("m=", StringComparison.Ordinal)).Select(line => line[2..])]))
            Assert.That((ours.Split(' ')[2], ours.Split(' ').Length > 3), Is.EqualTo((theirs.Split(' ')[2], true)));
        Assert.That(call.Body, Does.Not.Contain("a=group:BUNDLE").And.Not.Contain("a=bundle-only"));
        await ue.ByeAsync(stop);
    }

    [Test, CancelAfter(20_000)]
    [Requirement("RFC 3264 §8.1", "Lines are added and switched off in later offers; the answer keeps their number and order")]
    public async Task Lines_come_and_go(CancellationToken stop)
    {
        using var ue = new RawUe(Lab.Sip, "alice");
        await ue.CallAsync(Factory, RawUe.Audio(), stop, Updates);
        string[] video = ["m=video 41000 RTP/AVP 99", "a=rtpmap:99 H264/90000"];
        Assert.That(Shape(await ue.ReInviteAsync(RawUe.Audio(lines: video), stop)), Is.EqualTo("audio on, video 0"));
        Assert.That(Shape(await ChangeAsync(ue, "UPDATE", RawUe.Audio(lines: ["m=video 0 RTP/AVP 99", "m=text 41002 RTP/AVP 98"]), stop)), Is.EqualTo("audio on, video 0, text 0"));

        var fewer = await ue.ReInviteAsync(RawUe.Audio(), stop);
        Assert.That(fewer.Status, Is.EqualTo(488), "lines never go away");
        await ue.ByeAsync(stop);
    }

    [TestCase("m=video 41000 RTP/AVP 99", 304)]
    [TestCase("m=audio 0 RTP/AVP 8", 304)]
    [TestCase("m=audio 40000 RTP/AVP 18", 305)]
    [TestCase("m=audio 40000 UDP/TLS/RTP/SAVPF 8", 302)]
    [CancelAfter(20_000)]
    [Requirement("RFC 3261 §21.4.26", "An INVITE of which no line can be served gets 488 with a Warning that says why")]
    public async Task Nothing_to_serve(string line, int warning, CancellationToken stop)
    {
        using var ue = new RawUe(Lab.Sip, "alice");
        var refused = await ue.CallAsync(Factory, $"v=0\no=raw 1 1 IN IP4 127.0.0.1\ns=-\nc=IN IP4 127.0.0.1\nt=0 0\n{line}", stop);
        Assert.That((refused.Status, refused.Header("Warning")[..3]), Is.EqualTo((488, $"{warning}")));
    }

    private static async Task WatchAsync(RawUe ue, CancellationToken stop)
    {
        var granted = await ue.SendAsync("SUBSCRIBE", "", "Event: conference\nAccept: application/conference-info+xml\nExpires: 600", stop);
        Assert.That(granted.Status, Is.EqualTo(200));
    }

    private static Task ShowsAsync(RawUe ue, string status, CancellationToken stop) =>
        ue.NotifiedAsync(notify => notify.Body.Contains($"<status>{status}</status>", StringComparison.Ordinal), stop);

    /// <summary>She hangs up, which ends the conference and with it what she watches.</summary>
    private static async Task EndAsync(RawUe ue, CancellationToken stop)
    {
        await ue.ByeAsync(stop);
        await ue.NotifiedAsync(notify => notify.Header("Subscription-State").StartsWith("terminated", StringComparison.Ordinal), stop);
    }

    private static Task<RawMessage> ChangeAsync(RawUe ue, string by, string sdp, CancellationToken stop) =>
        by == "INVITE" ? ue.ReInviteAsync(sdp, stop) : ue.SendAsync("UPDATE", sdp, "", stop);

    private static List<string> Directions(RawMessage answer) =>
        [.. answer.Sdp("a=").Where(value => value is "sendrecv" or "sendonly" or "recvonly" or "inactive").DefaultIfEmpty("sendrecv")];

    private static string Shape(RawMessage answer) =>
        string.Join(", ", answer.Sdp("m=").Select(line => line.Split(' ')).Select(parts => $"{parts[0]} {(parts[1] == "0" ? "0" : "on")}"));

    private static int Port(RawMessage answer) => int.Parse(answer.Sdp("m=")[0].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);

    private static long Version(RawMessage answer) => long.Parse(answer.Sdp("o=")[0].Split(' ')[2], System.Globalization.CultureInfo.InvariantCulture);
}
