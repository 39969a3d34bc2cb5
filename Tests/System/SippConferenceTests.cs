using System.Text.Json.Nodes;
using ImsConference.Tests.EndToEnd.Conformance;
using ImsConference.Tests.EndToEnd.Harness;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd;

/// <summary>Joining, leaving, admission and the headers of IMS with a SIP peer that we did not write (sipp; Scenarios/*.xml).</summary>
public sealed class SippConferenceTests() : SippFixture(
    [.. Brisk, UrisOfThisHost, "--Focus:TrustedPeers:0=127.0.0.0/8", $"--Focus:SubscriberFile={TableFile}"])
{
    private const string Table = """
        {
          "default": { "create": true },
          "subscribers": {
            "sip:nobody@home1.net": { "create": false },
            "sip:banned@home1.net": { "join": false },
            "sip:pinned@home1.net": { "create": true, "pin": "471147" },
            "sip:mona@home1.net": { "role": "moderator" }
          }
        }
        """;

    private static readonly string TableFile = WriteTable(Path.Combine(Directory.CreateDirectory(TestFolder.Root).FullName, "sipp-subscribers.json"));

    [Test, CancelAfter(60_000)]
    [Requirement("RFC 4579 §5.9", "INVITE with Replaces of one's own session moves it to another device: the old one gets a BYE")]
    [Requirement("RFC 3891 §3", "Who takes a session over takes over what the focus was told to do with it: it stays muted")]
    public async Task A_user_changes_its_device(CancellationToken stop)
    {
        using var api = new ConsoleApi(Lab.Console);
        await using var creator = Stay(Factory, "alice");
        var uri = await creator.SaysAsync("conference ", stop);
        await using var old = Stay(uri, "bob");
        var name = await old.SaysAsync("session ", stop);
        await api.ChangeAsync(uri, 2, new { muted = true }, stop);

        await using var device = Stay(uri, "bob", $"Replaces: {name}");
        Assert.That(await old.SaysAsync("over ", stop), Does.Contain("session moved to another device"));
        await old.CompletesAsync(stop);
        var shown = await api.SendAsync(HttpMethod.Get, $"{ConsoleApi.PathOf(uri)}/participants/3", null, 200, stop);
        Assert.That(((string)shown["uri"]!, (bool)shown["muted"]!), Is.EqualTo(("sip:bob@home1.net", true)), $"{shown}");
        await EndAsync(api, uri, stop, creator, device);
    }

    [Test, CancelAfter(60_000)]
    [Requirement("RFC 3911 §4", "INVITE with Join of a session of the conference brings its sender in beside it")]
    [Requirement("RFC 3891 §3", "Replaces of a session that nobody has: 481 with Warning")]
    public async Task A_session_is_joined(CancellationToken stop)
    {
        using var api = new ConsoleApi(Lab.Console);
        await using var creator = Stay(Factory, "alice");
        var (uri, name) = (await creator.SaysAsync("conference ", stop), await creator.SaysAsync("session ", stop));
        await using var bob = Stay(uri, "bob", $"Join: {name}");
        await bob.SaysAsync("conference ", stop);
        Assert.That(await RefusedAsync(uri, "carol", stop, "Replaces: nobody;to-tag=1;from-tag=2"), Does.Match("^481 +399 ").And.Contain("no participant"));
        await EndAsync(api, uri, stop, creator, bob);
    }

    [Test, CancelAfter(60_000)]
    [Requirement("RFC 5366 §5", "INVITE to the factory with a list: the creator is answered, then each user of the list is called once")]
    [Requirement("RFC 5364 §4", "Each is told who else was invited: blind copies not at all, anonymous ones by their number")]
    public async Task A_list_of_users_is_brought_along(CancellationToken stop)
    {
        using var api = new ConsoleApi(Lab.Console);
        await using var bob = await Sipp.ListenAsync("answer-list", Sipp.Keys("", "bob"), stop);
        await using var carol = await Sipp.ListenAsync("answer-list", Sipp.Keys("", "carol"), stop);
        await using var creator = Sipp.Call("list-call", Lab.Sip, Sipp.Keys(Factory, "alice", bob.Uri("bob"), carol.Uri("carol")));
        var uri = await creator.SaysAsync("conference ", stop);
        foreach (var guest in (string[])[bob.Uri("bob"), carol.Uri("carol")]) await IsInAsync(guest, uri, stop);
        await EndAsync(api, uri, stop, creator, bob, carol);
    }

    [Test, CancelAfter(60_000)]
    [Requirement("RFC 4579 §5.11", "REFER with method=BYE by one who may: 202, BYE to the one named, its subscription ends, NOTIFY 200")]
    public async Task The_creator_removes_a_participant(CancellationToken stop)
    {
        await using var creator = Sipp.Call("expel", Lab.Sip, Sipp.Keys(Factory, "alice", "sip:bob@home1.net"));
        await using var bob = Stay(await creator.SaysAsync("conference ", stop), "bob");
        Assert.That(await bob.SaysAsync("over ", stop), Does.Contain("cause=603").And.Contain("removed from the conference"));
        await Task.WhenAll(bob.CompletesAsync(stop), creator.CompletesAsync(stop));
    }

    [Test, CancelAfter(90_000)]
    [Requirement("RFC 3326 §2", "After three wrong PINs the caller gets BYE with a Reason")]
    public async Task Who_does_not_know_the_PIN_is_out(CancellationToken stop)
    {
        using var api = new ConsoleApi(Lab.Console);
        await using var creator = Stay(Factory, "pinned");
        var uri = await creator.SaysAsync("conference ", stop);
        await using var bob = Sipp.Call("pin-refused", Lab.Sip, Sipp.Keys(uri, "bob"));
        Assert.That(await bob.SaysAsync("over ", stop), Does.Contain("cause=403").And.Contain("wrong PIN"));
        await bob.CompletesAsync(stop);
        await EndAsync(api, uri, stop, creator);
    }

    [Test, CancelAfter(60_000)]
    [Requirement("RFC 4575 §5.7.4", "In the lobby a participant is pending, hears nobody and is not heard; it comes in with the first moderator")]
    public async Task Guests_wait_in_the_lobby(CancellationToken stop)
    {
        using var api = new ConsoleApi(Lab.Console);
        var uri = (string)(await api.MakeAsync(new { lobby = true }, stop))["uri"]!;
        await using var bob = Sipp.Call("lobby", Lab.Sip, Sipp.Keys(uri, "bob"));
        await bob.SaysAsync("waiting", stop);
        await using var mona = Stay(uri, "mona");
        await bob.CompletesAsync(stop);
        await EndAsync(api, uri, stop, mona);
    }

    [Test, CancelAfter(60_000)]
    [Requirement("RFC 4575 §5.5.3", "Into a locked conference nobody comes any more: 403 with Warning")]
    public async Task Into_a_locked_conference_nobody_comes(CancellationToken stop)
    {
        using var api = new ConsoleApi(Lab.Console);
        await using var creator = Stay(Factory, "alice");
        var uri = await creator.SaysAsync("conference ", stop);
        await api.SendAsync(HttpMethod.Patch, ConsoleApi.PathOf(uri), new { locked = true }, 200, stop);
        Assert.That(await RefusedAsync(uri, "bob", stop), Does.Match("^403 +399 ").And.Contain("locked"));
        await EndAsync(api, uri, stop, creator);
    }

    [Test, CancelAfter(60_000)]
    [Requirement("TS 24.147 §5.3.2.3.1", "Who is not authorised to create a conference gets 403 with Warning")]
    [Requirement("TS 24.147 §5.3.2.4", "Who is not authorised to join a conference gets 403 with Warning")]
    public async Task Not_every_subscriber_may(CancellationToken stop)
    {
        using var api = new ConsoleApi(Lab.Console);
        Assert.That(await RefusedAsync(Factory, "nobody", stop), Does.Match("^403 +399 ").And.Contain("no conferences of your own"));
        await using var creator = Stay(Factory, "alice");
        var uri = await creator.SaysAsync("conference ", stop);
        Assert.That(await RefusedAsync(uri, "banned", stop), Does.Match("^403 +399 ").And.Contain("no conferences"));
        await EndAsync(api, uri, stop, creator);
    }

    [Test, CancelAfter(60_000)]
    [Requirement("RFC 4579 §5.5", "A user that comes by itself while it is called is not rung any longer: CANCEL, and its referrer hears that it is in")]
    public async Task Who_comes_by_itself_is_not_rung_any_longer(CancellationToken stop)
    {
        await using var phone = await Sipp.ListenAsync("rings-elsewhere", Sipp.Keys("", "bob"), stop);
        await using var creator = Sipp.Call("refer", Lab.Sip, Sipp.Keys(Factory, "alice", phone.Uri("bob")));
        var uri = await creator.SaysAsync("conference ", stop);
        await phone.SaysAsync("ringing", stop);
        await using var other = Stay(uri, "bob", $"P-Asserted-Identity: <{phone.Uri("bob")}>");
        Assert.That(await creator.SaysAsync("referred ", stop), Is.EqualTo("200"));
        await Task.WhenAll(phone.CompletesAsync(stop), creator.CompletesAsync(stop), other.CompletesAsync(stop));
    }

    [Test, CancelAfter(60_000)]
    [Requirement("RFC 5839 §5.2", "A refresh by who knows the roster (Suppress-If-Match) gets 204 and no NOTIFY; each NOTIFY bears SIP-ETag")]
    public async Task What_is_known_is_not_told_again(CancellationToken stop)
    {
        using var api = new ConsoleApi(Lab.Console);
        await using var creator = Stay(Factory, "alice");
        var uri = await creator.SaysAsync("conference ", stop);
        await CompletesAsync("watch-suppressed", Sipp.Keys(uri, "walter"), stop);
        await EndAsync(api, uri, stop, creator);
    }

    [Test, CancelAfter(60_000)]
    [Requirement("TS 24.229 §5.7.1.2", "Every request and response of a dialog bears its icid, and who sends it names its network")]
    [Requirement("RFC 7989 §6", "Every request and response of a session bears Session-ID with both halves")]
    public Task Every_message_of_a_session_can_be_put_together(CancellationToken stop) => CompletesAsync("charged", Sipp.Keys(Factory, "alice"), stop);

    [Test, CancelAfter(60_000)]
    [Requirement("RFC 7315 §4.6", "A 302 bears the icid of its INVITE and our term-ioi")]
    public async Task A_redirection_is_charged(CancellationToken stop)
    {
        using var api = new ConsoleApi(Lab.Console);
        await CompletesAsync("charged-302", Sipp.Keys(Redirect, "alice"), stop);
        foreach (var made in (JsonArray)(await api.SendAsync(HttpMethod.Get, "/api/v1/conferences", null, 200, stop))["items"]!)
            await api.SendAsync(HttpMethod.Delete, $"/api/v1/conferences/{made!["id"]}", null, 204, stop);
    }

    private Sipp Stay(string target, string user, string more = "Accept-Language: en") => Sipp.Call("stay", Lab.Sip, Sipp.Keys(target, user, more: more));

    private async Task<string> RefusedAsync(string target, string user, CancellationToken stop, string more = "Accept-Language: en")
    {
        await using var sipp = Sipp.Call("refused-call", Lab.Sip, Sipp.Keys(target, user, more: more));
        var why = await sipp.SaysAsync("refused ", stop);
        await sipp.CompletesAsync(stop);
        return why;
    }

    private Task<string> IsInAsync(string user, string conference, CancellationToken stop) =>
        Lab.Mrfc.LineAsync(line => line.Contains($"{user} is in conference {ConsoleApi.IdOf(conference)}", StringComparison.Ordinal), stop);

    /// <summary>An operator ends the conference: who is in gets a BYE.</summary>
    private static async Task EndAsync(ConsoleApi api, string conference, CancellationToken stop, params Sipp[] those)
    {
        await api.SendAsync(HttpMethod.Delete, ConsoleApi.PathOf(conference), null, 204, stop);
        foreach (var sipp in those) await sipp.CompletesAsync(stop);
    }

    private static string WriteTable(string path)
    {
        File.WriteAllText(path, Table);
        return path;
    }
}
