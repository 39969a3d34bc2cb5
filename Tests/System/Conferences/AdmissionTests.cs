using System.Text;
using ImsConference.Sip.Sessions;
using ImsConference.Tests.EndToEnd.Conformance;
using ImsConference.Tests.EndToEnd.Harness;
using ImsConference.Tests.Ue;
using ImsConference.Tests.Ue.Sounds;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd.Conferences;

/// <summary>Who may do what, shown on the wire: identities, the subscriber table, PIN, lobby, roles, limits.</summary>
public sealed class AdmissionTests() : LabFixture(
    UrisOfThisHost, "--Focus:NotifySpacingMs=0", "--Focus:DepartedMs=500", "--Focus:OpenRoster=false", "--Focus:MaxNodeParticipants=5",
    "--Focus:TrustedPeers:0={address}", $"--Focus:SubscriberFile={TableFile}")
{
    private const string Pin = "471147";

    private const string Table = """
        {
          "default": { "create": false },
          "subscribers": {
            "sip:maker*@home1.net": { "create": true },
            "sip:pinned*@home1.net": { "create": true, "pin": "471147" },
            "sip:host*@home1.net": { "create": true, "lobby": true },
            "sip:private*@home1.net": { "create": true, "invitedOnly": true },
            "sip:small*@home1.net": { "create": true, "conferences": 1, "participants": 2 },
            "sip:expired*@home1.net": { "create": true, "until": "2020-01-01T00:00:00Z" },
            "sip:banned*@home1.net": { "join": false },
            "sip:mona*@home1.net": { "role": "moderator" },
            "sip:ear*@home1.net": { "role": "listen-only" },
            "sip:eye*@home1.net": { "role": "observer" },
            "tel:+35840*": { "create": true }
          }
        }
        """;

    private const string Audio = """
        v=0
        o=alice 1 1 IN IP4 127.0.0.1
        s=-
        c=IN IP4 127.0.0.1
        t=0 0
        m=audio 40000 RTP/AVP 0
        """;

    private static readonly string TableFile = WriteTable(Path.Combine(Directory.CreateDirectory(TestFolder.Root).FullName, "subscribers.json"), Table);

    private int _last;

    [Test, CancelAfter(30_000)]
    [Requirement("RFC 4733 §3.2", "A PIN pressed as telephone-events lets the caller in; until then it neither hears the conference nor is heard, nor does the roster show it as connected")]
    public async Task A_pin_by_telephone_events(CancellationToken stop)
    {
        await using var maker = await CallAsync("pinned", Factory, 443, stop);
        await using var watch = await maker.SubscribeAsync(stop);
        await using var bob = await CallAsync("bob", maker.ConferenceUri, 719, stop);
        await watch.WaitForAsync(it => it.Users.SelectMany(user => user.Endpoints).Any(endpoint => endpoint.Status == "dialing-in"), stop);
        Assert.That(watch.Connected, Has.Count.EqualTo(1));
        Assert.That(await maker.LevelDbAsync(719, stop), Is.LessThan(-60), "nobody hears who has not pressed the PIN");

        await AskedAsync(maker.ConferenceUri, 1, stop);
        await bob.SendDigitsAsync($"{Pin}#");
        await watch.WaitForConnectedAsync(2, stop);
        await SettleAsync(stop);
        Assert.That(await maker.LevelDbAsync(719, stop), Is.GreaterThan(-25));
        Assert.That(await bob.LevelDbAsync(443, stop), Is.GreaterThan(-25));
        Assert.That(Lab.Mrfc.Lines.Concat(Lab.Mrfp.Lines).Where(line => line.Contains(Pin, StringComparison.Ordinal)), Is.Empty, "no log tells it");
    }

    [Test, CancelAfter(30_000)]
    [Requirement("RFC 6086 §4.2.1", "A PIN told by INFO lets the caller in too")]
    public async Task A_pin_by_info(CancellationToken stop)
    {
        await using var maker = await CallAsync("pinned", Factory, 443, stop);
        await using var watch = await maker.SubscribeAsync(stop);
        await using var bob = await CallAsync("bob", maker.ConferenceUri, 719, stop);
        await AskedAsync(maker.ConferenceUri, 1, stop);
        foreach (var key in $"{Pin}#") Assert.That(await bob.TellKeyAsync(key), Is.EqualTo(200));
        await watch.WaitForConnectedAsync(2, stop);
    }

    [Test, CancelAfter(40_000)]
    [Requirement("RFC 3326 §2", "After three wrong PINs the caller gets BYE with a Reason")]
    public async Task Three_wrong_pins(CancellationToken stop)
    {
        await using var maker = await CallAsync("pinned", Factory, 443, stop);
        await using var bob = await CallAsync("bob", maker.ConferenceUri, 719, stop);
        for (var tries = 1; tries <= 3; tries++)
        {
            await AskedAsync(maker.ConferenceUri, tries, stop);
            await bob.SendDigitsAsync($"000{tries}#");
        }

        Assert.That((await bob.Ended.WaitAsync(stop)).Reason, Does.Contain("cause=403").And.Contain("wrong PIN"));
    }

    [Test, CancelAfter(40_000)]
    [Requirement("RFC 4575 §5.7.4", "In the lobby a participant is pending, hears nobody and is not heard; it comes in with the first moderator")]
    public async Task Guests_wait_in_the_lobby_until_a_moderator_comes(CancellationToken stop)
    {
        var host = await AddAsync("host", 443);
        await using var first = await host.CallAsync(Factory, stop);
        await using var bob = await CallAsync("bob", first.ConferenceUri, 719, stop);
        await using var watch = await bob.SubscribeAsync(stop);
        await watch.WaitForConnectedAsync(2, stop);

        await first.ByeAsync();
        await using var carol = await CallAsync("carol", first.ConferenceUri, 1013, stop);
        await watch.WaitForAsync(it => it.Users.SelectMany(user => user.Endpoints).Any(endpoint => endpoint.Status == "pending"), stop);
        Assert.That(await bob.LevelDbAsync(1013, stop), Is.LessThan(-60));

        await using var second = await host.CallAsync(first.ConferenceUri, stop);
        await watch.WaitForConnectedAsync(3, stop);
        await SettleAsync(stop);
        Assert.That(await bob.LevelDbAsync(1013, stop), Is.GreaterThan(-25));
        Assert.That(await carol.LevelDbAsync(719, stop), Is.GreaterThan(-25));
    }

    [Test, CancelAfter(30_000)]
    [Requirement("TS 24.147 §5.3.2.4", "Into an invited-only conference nobody comes uninvited: 403 with Warning")]
    [Requirement("TS 24.147 §5.3.2.5", "Whom the focus has called at a participant's REFER may come again by itself")]
    public async Task Only_who_was_invited_comes_in(CancellationToken stop)
    {
        await using var maker = await CallAsync("private", Factory, 443, stop);
        var bob = await AddAsync("bob", 719);
        Refused(bob, maker.ConferenceUri, 403, "only who was invited", stop);

        Assert.That((await maker.ReferAsync(bob.Address, stop)).FinalStatus, Is.EqualTo(200));
        await using (var called = await bob.NextCallAsync(stop)) await called.ByeAsync();

        // The network asserts the identity that it was called by.
        await using var again = await CallAsync("bob", maker.ConferenceUri, 719, stop, new HeaderLine("P-Asserted-Identity", $"<{bob.Address}>"));
    }

    [Test, CancelAfter(30_000)]
    [Requirement("RFC 4579 §5.11", "A moderator expels a participant by REFER with method=BYE; anybody else gets 403")]
    [Requirement("RFC 4575 §5.6.3", "The roster tells the role of each user")]
    public async Task A_moderator_takes_others_out_and_others_do_not(CancellationToken stop)
    {
        await using var maker = await CallAsync("maker", Factory, 443, stop);
        var guest = await AddAsync("bob", 719);
        await using var bob = await guest.CallAsync(maker.ConferenceUri, stop);
        await using var mona = await CallAsync("mona", maker.ConferenceUri, 1013, stop);
        await using var watch = await mona.SubscribeAsync(stop);
        await watch.WaitForAsync(it => it.Users.SelectMany(user => user.Roles).Order().SequenceEqual(["creator", "moderator", "participant"]), stop);

        Assert.That((await bob.ReferAsync($"{maker.Equipment.Profile.Identity};method=BYE", stop)).Status, Is.EqualTo(403));
        Assert.That((await mona.ReferAsync($"{maker.Equipment.Profile.Identity};method=BYE", stop)).Status, Is.EqualTo(403), "nor a moderator the creator");
        Assert.That((await mona.ReferAsync($"{maker.ConferenceUri};method=BYE", stop)).Status, Is.EqualTo(403), "nor all");
        Assert.That((await mona.ReferAsync($"{guest.Profile.Identity};method=BYE", stop)).FinalStatus, Is.EqualTo(200));
        Assert.That((await bob.Ended.WaitAsync(stop)).Reason, Does.Contain("removed"));
    }

    [Test, CancelAfter(30_000)]
    [Requirement("RFC 4353 §3", "Who may only listen hears the others and is not heard, and may not bring others in")]
    public async Task Who_only_listens_is_not_heard(CancellationToken stop)
    {
        await using var maker = await CallAsync("maker", Factory, 443, stop);
        await using var ear = await CallAsync("ear", maker.ConferenceUri, 719, stop);
        await SettleAsync(stop);
        Assert.That(await ear.LevelDbAsync(443, stop), Is.GreaterThan(-25));
        Assert.That(await maker.LevelDbAsync(719, stop), Is.LessThan(-60));
        Assert.That((await ear.ReferAsync("sip:carol@home1.net", stop)).Status, Is.EqualTo(403));
    }

    [Test, CancelAfter(30_000)]
    [Requirement("RFC 4575 §3.6", "With a closed roster SUBSCRIBE is for participants and observers; others get 403")]
    public async Task An_observer_watches_and_has_no_media(CancellationToken stop)
    {
        await using var maker = await CallAsync("maker", Factory, 443, stop);
        var eye = await AddAsync("eye", 719);
        Refused(eye, maker.ConferenceUri, 403, "an observer may watch", stop);
        await using var watch = await eye.SubscribeAsync(maker.ConferenceUri, stop);
        await watch.WaitForConnectedAsync(1, stop);

        using var stranger = new RawSip(Lab.Sip);
        Assert.That(await AnswerAsync(stranger, new Request("SUBSCRIBE", maker.ConferenceUri, "Event: conference"), stop), Does.Match("^SIP/2.0 403 ").And.Match("(?m)^Warning: 399 "));
        Assert.That(
            await AnswerAsync(stranger, new Request("REFER", maker.ConferenceUri, "Refer-To: <sip:carol@home1.net>"), stop), Does.Match("^SIP/2.0 403 "), "REFER outside policy");
    }

    [TestCase("alice", "no conferences of your own")]
    [TestCase("expired", "has ended")]
    [CancelAfter(30_000)]
    [Requirement("TS 24.147 §5.3.2.3.1", "Who is not authorised to create a conference gets 403 with Warning")]
    public async Task Not_everybody_may_create(string name, string warning, CancellationToken stop)
    {
        var ue = await AddAsync(name, 443);
        Refused(ue, Factory, 403, warning, stop);
        Refused(ue, Redirect, 403, warning, stop);
    }

    [Test, CancelAfter(30_000)]
    [Requirement("TS 24.147 §5.3.2.3.1", "A subscription limits conferences at once (403) and the participants of each (486)")]
    [Requirement("RFC 3261 §21.5.4", "A full node answers 503 with Retry-After")]
    public async Task Limits_of_subscription_and_node(CancellationToken stop)
    {
        var small = await AddAsync("small", 443);
        await using var first = await small.CallAsync(Factory, stop);
        Refused(small, Factory, 403, "no more conferences at once", stop);
        Refused(await AddAsync("banned", 443), first.ConferenceUri, 403, "no conferences", stop);
        await using var bob = await CallAsync("bob", first.ConferenceUri, 719, stop);
        Refused(await AddAsync("carol", 719), first.ConferenceUri, 486, "full", stop);

        await using var maker = await CallAsync("maker", Factory, 443, stop);
        await using var dave = await CallAsync("dave", maker.ConferenceUri, 719, stop);
        await using var erin = await CallAsync("erin", maker.ConferenceUri, 719, stop);
        using var frank = new RawSip(Lab.Sip);
        Assert.That(
            await AnswerAsync(frank, new Request("INVITE", maker.ConferenceUri, Body: Audio), stop), Does.Match("^SIP/2.0 503 ").And.Match("(?m)^Retry-After: 10"));
    }

    [Test, CancelAfter(30_000)]
    [Requirement("RFC 3325 §5", "P-Asserted-Identity counts from a trusted peer, sip and tel alike, and from nobody else; P-Preferred-Identity never")]
    public async Task Identities_count_from_trusted_peers_only(CancellationToken stop)
    {
        using var untrusted = new RawSip(Lab.Sip);
        foreach (var header in (string[])["P-Asserted-Identity", "P-Preferred-Identity"])
        {
            var answer = await AnswerAsync(untrusted, new Request("INVITE", Factory, $"{header}: <sip:maker@home1.net>", Audio), stop);
            Assert.That(answer, Does.Match("^SIP/2.0 403 "), header);
        }

        await using (await (await AddAsync("alice", 443, new HeaderLine("P-Asserted-Identity", "<sip:maker1@home1.net>"))).CallAsync(Factory, stop))
        await using (await (await AddAsync("alice", 443, new HeaderLine("P-Asserted-Identity", "<sip:x@home2.net>, <tel:+358-40-123>"))).CallAsync(Factory, stop))
        await using (await (await AddAsync("alice", 443, new HeaderLine("P-Asserted-Identity", "<tel:+35840123>"))).CallAsync(Factory, stop))
            Refused(await AddAsync("alice", 443, new HeaderLine("P-Preferred-Identity", "<sip:maker1@home1.net>")), Factory, 403, "", stop);
    }

    [TestCase("id")]
    [TestCase("header;id")]
    [TestCase("user")]
    [CancelAfter(30_000)]
    [Requirement("RFC 3323 §4.2", "Privacy id, user and header keep a participant's identity from the others")]
    public async Task Private_users_are_anonymous_to_others(string privacy, CancellationToken stop)
    {
        await using var maker = await CallAsync("maker", Factory, 443, stop);
        await using var watch = await maker.SubscribeAsync(stop);
        var secret = await AddAsync("bob", 719, new HeaderLine("Privacy", privacy));
        await using var bob = await secret.CallAsync(maker.ConferenceUri, stop);
        await watch.WaitForConnectedAsync(2, stop);
        Assert.That(watch.Connected[1], Does.EndWith("@anonymous.invalid"));
        Assert.That(watch.Users.Select(user => user.ToString()), Has.None.Contain(secret.Profile.Identity));
    }

    [Test, CancelAfter(30_000)]
    [Requirement("RFC 3323 §5", "A critical privacy function that is unknown here: 500; none, session and what is known are granted")]
    public async Task Critical_privacy_is_granted_or_refused(CancellationToken stop)
    {
        using var peer = new RawSip(Lab.Sip);
        Assert.That(
            await AnswerAsync(peer, new Request("INVITE", Factory, "Privacy: teleport;critical", Audio), stop), Does.Match("^SIP/2.0 500 ").And.Match("(?m)^Warning: 399 .*privacy"));

        await using var maker = await CallAsync("maker", Factory, 443, stop, new HeaderLine("Privacy", "session;critical"));
        await using var bob = await CallAsync("bob", maker.ConferenceUri, 719, stop, new HeaderLine("Privacy", "none"));
        await using var watch = await maker.SubscribeAsync(stop);
        await watch.WaitForConnectedAsync(2, stop);
        Assert.That(watch.Connected, Has.None.Contain("anonymous"));
    }

    [Test, CancelAfter(30_000)]
    [Requirement("TS 24.147 §5.3.2.3.1", "A change of the subscriber table is in force within seconds; a table that cannot be read changes nothing")]
    public async Task The_table_is_read_again_when_it_changes(CancellationToken stop)
    {
        var late = await AddAsync("late", 443);
        Refused(late, Factory, 403, "no conferences of your own", stop);

        Lab.Announce("The subscriber table stays as it was");
        WriteTable(TableFile, "{ half");
        await Lab.Mrfc.LineAsync(line => line.Contains("stays as it was", StringComparison.Ordinal), stop);
        Refused(late, Factory, 403, "no conferences of your own", stop);

        var before = Lab.Mrfc.Lines.Count(IsRead);
        WriteTable(TableFile, Table.Replace("sip:maker*", "sip:late*", StringComparison.Ordinal));
        await ReadAgainAsync(before, stop);
        await using (await late.CallAsync(Factory, stop)) before = Lab.Mrfc.Lines.Count(IsRead);

        WriteTable(TableFile, Table);
        await ReadAgainAsync(before, stop);
    }

    private static bool IsRead(string line) => line.Contains("Subscribers are read from", StringComparison.Ordinal);

    private Task ReadAgainAsync(int before, CancellationToken stop) => Lab.Mrfc.LineAsync(line => IsRead(line) && Lab.Mrfc.Lines.Count(IsRead) > before, stop);

    private static string WriteTable(string path, string json)
    {
        File.WriteAllText($"{path}.new", json);
        File.Move($"{path}.new", path, overwrite: true);
        return path;
    }

    private Task<UserEquipment> AddAsync(string name, double toneHz, params HeaderLine[] headers) => Lab.Ues.AddAsync(new UeProfile
    {
        Identity = $"sip:{name}{Interlocked.Increment(ref _last)}@home1.net",
        NewVoice = () => new Tone(toneHz),
        Headers = headers,
    });

    private async Task<UeCall> CallAsync(string name, string uri, double toneHz, CancellationToken stop, params HeaderLine[] headers) =>
        await (await AddAsync(name, toneHz, headers)).CallAsync(uri, stop);

    private static void Refused(UserEquipment ue, string uri, int status, string warning, CancellationToken stop)
    {
        var refused = Assert.ThrowsAsync<CallRefusedException>(() => ue.CallAsync(uri, stop))!;
        Assert.That(refused.Status, Is.EqualTo(status));
        Assert.That(Encoding.UTF8.GetString(refused.Response!.Bytes.Span), Does.Match($"(?m)^Warning: 399 .*{warning}"));
    }

    private static async Task<string> AnswerAsync(RawSip peer, Request request, CancellationToken stop)
    {
        var branch = $"z9hG4bK-admission-{Guid.NewGuid():N}";
        peer.Send(request.Write(peer.Local, branch));
        var answer = await peer.ReceiveAsync(stop);
        if (request.Method == "INVITE") peer.Send(request.WriteAck(peer.Local, branch, answer));
        return answer;
    }

    /// <summary>Waits until the MRFP collects digits in a conference for the n-th time: what is pressed earlier does not count.</summary>
    private async Task AskedAsync(string conference, int times, CancellationToken stop)
    {
        var token = conference[(conference.IndexOf('-', StringComparison.Ordinal) + 1)..conference.IndexOf('@', StringComparison.Ordinal)];
        await foreach (var label in Lab.LadderAsync(stop))
        {
            if (label.StartsWith("Mp CollectDigits ok", StringComparison.Ordinal) && label.Contains(token, StringComparison.Ordinal)) times--;
            if (times == 0) return;
        }
    }

    private static Task SettleAsync(CancellationToken stop) => Task.Delay(TimeSpan.FromMilliseconds(400), stop);
}
