using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using ImsConference.Sip.Sdp;
using ImsConference.Tests.EndToEnd.Conformance;
using ImsConference.Tests.EndToEnd.Harness;
using ImsConference.Tests.Ue;
using ImsConference.Tests.Ue.Hearing;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd.Control;

/// <summary>What an operator or an application does by HTTP, as phones see and hear it.</summary>
public sealed class ControlTests() : LabFixture("--Focus:NotifySpacingMs=200", "--Focus:DepartedMs=500")
{
    private const double SilenceDb = -60;
    private const double VoiceDb = -30;

    private ConsoleApi _api = null!;

    [SetUp]
    public void Connect() => _api = new ConsoleApi(Lab.Console);

    [TearDown]
    public void Disconnect() => _api.Dispose();

    [Test, CancelAfter(40_000)]
    [Requirement("RFC 4575 §5.7.4", "A participant whom the focus mutes is muted-via-focus in the roster, and the others do not hear it, whatever it holds and resumes itself")]
    public async Task A_muted_participant_hears_and_is_not_heard(CancellationToken stop)
    {
        await using var alice = await Lab.CallAsync(Factory, 443, stop);
        await using var bob = await Lab.CallAsync(alice.ConferenceUri, 719, stop);
        await using var watch = await alice.SubscribeAsync(stop);
        await HearsAsync(alice, 719, isHeard: true, stop);

        await _api.ChangeAsync(alice.ConferenceUri, 2, new { muted = true }, stop);
        await watch.WaitForAsync(roster => StatusOf(roster, bob) == "muted-via-focus", stop);
        await Task.WhenAll(HearsAsync(alice, 719, isHeard: false, stop), HearsAsync(bob, 443, isHeard: true, stop));
        await bob.HoldAsync();
        await bob.ResumeAsync();
        await HearsAsync(alice, 719, isHeard: false, stop);

        await _api.ChangeAsync(alice.ConferenceUri, 2, new { muted = false }, stop);
        await watch.WaitForAsync(roster => StatusOf(roster, bob) == "connected", stop);
        await HearsAsync(alice, 719, isHeard: true, stop);
    }

    [Test, CancelAfter(40_000)]
    [Requirement("RFC 3264 §8.4", "A participant whom the focus holds gets an offer that says so, and nothing flows until it is resumed")]
    public async Task A_held_participant_neither_hears_nor_is_heard(CancellationToken stop)
    {
        await using var alice = await Lab.CallAsync(Factory, 443, stop);
        await using var bob = await Lab.CallAsync(alice.ConferenceUri, 719, stop);
        await using var watch = await alice.SubscribeAsync(stop);

        await _api.ChangeAsync(alice.ConferenceUri, 2, new { held = true }, stop);
        await watch.WaitForAsync(roster => StatusOf(roster, bob) == "on-hold", stop);
        Assert.That(bob.RemoteDescription!.Media[0].Direction, Is.EqualTo(MediaDirection.Inactive));
        await Task.WhenAll(HearsAsync(alice, 719, isHeard: false, stop), HearsAsync(bob, 443, isHeard: false, stop));

        await _api.ChangeAsync(alice.ConferenceUri, 2, new { held = false }, stop);
        await watch.WaitForAsync(roster => StatusOf(roster, bob) == "connected", stop);
        await Task.WhenAll(HearsAsync(alice, 719, isHeard: true, stop), HearsAsync(bob, 443, isHeard: true, stop));
    }

    [Test, CancelAfter(20_000)]
    [Requirement("RFC 4353 §5.3", "A participant who is removed gets a BYE that says why, and the others stay")]
    public async Task An_expelled_participant_gets_a_BYE_with_the_reason(CancellationToken stop)
    {
        await using var alice = await Lab.CallAsync(Factory, 443, stop);
        await using var bob = await Lab.CallAsync(alice.ConferenceUri, 719, stop);

        await _api.SendAsync(HttpMethod.Delete, $"{ConsoleApi.PathOf(alice.ConferenceUri)}/participants/2", null, 204, stop);
        Assert.That((await bob.Ended.WaitAsync(stop)).Reason, Does.StartWith("SIP;cause=603"));
        await HearsAsync(alice, 719, isHeard: false, stop);
        Assert.That(alice.Ended.IsCompleted, Is.False);
    }

    [Test, CancelAfter(20_000)]
    [Requirement("RFC 4575 §5.5.3", "Nobody else enters a locked conference")]
    public async Task Nobody_else_enters_a_locked_conference(CancellationToken stop)
    {
        await using var alice = await Lab.CallAsync(Factory, 443, stop);
        await using var watch = await alice.SubscribeAsync(stop);
        var path = ConsoleApi.PathOf(alice.ConferenceUri);
        await _api.SendAsync(HttpMethod.Patch, path, new { locked = true }, 200, stop);
        Assert.That(Assert.ThrowsAsync<CallRefusedException>(() => Lab.CallAsync(alice.ConferenceUri, 719, stop))!.Status, Is.EqualTo(403));

        await _api.SendAsync(HttpMethod.Patch, path, new { locked = false }, 200, stop);
        await using var bob = await Lab.CallAsync(alice.ConferenceUri, 719, stop);
    }

    [Test, CancelAfter(30_000)]
    [Requirement("RFC 4353 §5.1", "A conference can be created by other means than SIP; its URI is called like any other")]
    [Requirement("RFC 4353 §5.4", "A conference that is destroyed ends with a BYE to each participant and a last NOTIFY to each subscriber")]
    public async Task A_conference_is_made_by_HTTP_joined_by_SIP_and_ended_for_all(CancellationToken stop)
    {
        var made = await _api.MakeAsync(new { subject = "Budget", maxParticipants = 2 }, stop);
        var uri = (string)made["uri"]!;
        await using var alice = await Lab.CallAsync(uri, 443, stop);
        await using var bob = await Lab.CallAsync(uri, 719, stop);
        await using var watch = await alice.SubscribeAsync(stop);
        Assert.That(Assert.ThrowsAsync<CallRefusedException>(() => Lab.CallAsync(uri, 1013, stop))!.Status, Is.EqualTo(486));
        await HearsAsync(alice, 719, isHeard: true, stop);

        await _api.SendAsync(HttpMethod.Delete, ConsoleApi.PathOf(uri), null, 204, stop);
        Assert.That((await alice.Ended.WaitAsync(stop)).Reason, Does.Contain("conference ended"));
        await bob.Ended.WaitAsync(stop);
        Assert.That((await watch.Ended.WaitAsync(stop)).Reason, Is.EqualTo("noresource"));
        await _api.SendAsync(HttpMethod.Get, ConsoleApi.PathOf(uri), null, 404, stop);
    }

    [Test, CancelAfter(20_000)]
    [Requirement("RFC 4353 §4.6", "Who acts for a user by another protocol may do what the user may do by SIP, and no more")]
    public async Task An_application_for_a_user_meets_the_users_limits(CancellationToken stop)
    {
        await using var alice = await Lab.CallAsync(Factory, 443, stop);
        await using var bob = await Lab.CallAsync(alice.ConferenceUri, 719, stop);
        var ofAlice = $"{ConsoleApi.PathOf(alice.ConferenceUri)}/participants/1";

        await _api.SendAsync(HttpMethod.Patch, ofAlice, new { muted = true }, 403, stop, onBehalfOf: bob.Equipment.Profile.Identity);
        await _api.SendAsync(HttpMethod.Delete, ConsoleApi.PathOf(alice.ConferenceUri), null, 403, stop, onBehalfOf: bob.Equipment.Profile.Identity);
        await _api.SendAsync(HttpMethod.Patch, ofAlice, new { muted = true }, 200, stop, onBehalfOf: alice.Equipment.Profile.Identity);
    }

    [Test, CancelAfter(30_000)]
    public async Task Events_tell_what_happens_and_go_on_where_a_reader_was_cut_off(CancellationToken stop)
    {
        await using var alice = await Lab.CallAsync(Factory, 443, stop);
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await using var reading = StepsAsync(alice.ConferenceUri, "of-before", cut.Token).GetAsyncEnumerator(cut.Token);
        Assert.That(await reading.MoveNextAsync());
        Assert.That(reading.Current.EventType, Is.EqualTo("gap"), "nobody knows what came after that; and from here on it reads along");
        await using var bob = await Lab.CallAsync(alice.ConferenceUri, 719, stop);
        Assert.That(await reading.MoveNextAsync());
        var seen = reading.Current;
        Assert.That(seen.EventType, Is.EqualTo("participant-dialing"));
        await cut.CancelAsync();

        await bob.SendDigitsAsync("5");
        await bob.ByeAsync();
        List<string> rest = [];
        await foreach (var item in StepsAsync(alice.ConferenceUri, seen.EventId, stop))
        {
            rest.Add(item.EventType);
            if (item.EventType == "key-pressed") Assert.That((string)JsonNode.Parse(item.Data)!["key"]!, Is.EqualTo("5"));
            if (item.EventType == "participant-left") break;
        }

        Assert.That(rest, Is.EqualTo(new[] { "participant-joined", "key-pressed", "participant-left" }));
    }

    [Test, CancelAfter(20_000)]
    public async Task A_body_that_cannot_be_read_is_refused_by_its_place_and_is_no_fault_of_ours(CancellationToken stop)
    {
        var refused = await _api.SendAsync(HttpMethod.Post, "/api/v1/conferences", new { subject = "Budget", maxParticipants = "ten" }, 400, stop);
        Assert.That((string)refused["detail"]!, Does.StartWith("The body cannot be read at $.maxParticipants, line 1"));
    }

    // Who speaks is told each second, whenever that falls.
    private IAsyncEnumerable<SseItem<string>> StepsAsync(string uri, string? after, CancellationToken stop) =>
        _api.EventsAsync(uri, after, stop).Where(item => item.EventType != "active-speakers");

    [Test, CancelAfter(40_000)]
    [Requirement("RFC 4353 §5.2", "The focus calls a user whom an application names, and the user is in")]
    [Requirement("RFC 4353 §5.7", "Announcements are played to a conference, and its mix is recorded, by command")]
    public async Task A_user_is_called_a_prompt_is_heard_and_a_recording_is_made(CancellationToken stop)
    {
        await using var alice = await Lab.CallAsync(Factory, 443, stop);
        var path = ConsoleApi.PathOf(alice.ConferenceUri);
        var bob = await Lab.AddUeAsync(719);
        var invited = await _api.SendAsync(HttpMethod.Post, $"{path}/participants", new { uri = bob.Address }, 201, stop);
        Assert.That((int)invited["number"]!, Is.EqualTo(2));
        await using var called = await bob.NextCallAsync(stop);
        await HearsAsync(alice, 719, isHeard: true, stop);

        var recording = await _api.SendAsync(HttpMethod.Post, $"{path}/recordings", new { }, 201, stop);
        var playing = await _api.SendAsync(HttpMethod.Post, $"{path}/announcements", new { prompt = "ringback", participant = 1 }, 201, stop);
        var clip = await alice.ListenAsync(TimeSpan.FromSeconds(6), stop);
        Assert.That(Spectrum.LevelDb(clip.Samples, 425), Is.GreaterThan(-45), "a second of tone in five");
        await _api.SendAsync(HttpMethod.Delete, $"{path}/announcements/{playing["id"]}", null, 204, stop);
        await HearsAsync(alice, 719, isHeard: true, stop);

        var ended = await _api.SendAsync(HttpMethod.Delete, $"{path}/recordings/{recording["id"]}", null, 200, stop);
        var file = ended["files"]![0]!;
        Assert.That((long)file["samples"]!, Is.GreaterThan(5 * (int)file["sampleRateHz"]!));
        Assert.That(new FileInfo((string)file["path"]!).Length, Is.GreaterThan(2 * (long)file["samples"]!));
    }

    private static string? StatusOf(ConferenceWatch roster, UeCall call) =>
        roster.Users.FirstOrDefault(user => user.Entity == call.Equipment.Profile.Identity)?.Endpoints is [var endpoint, ..] ? endpoint.Status : null;

    // What was on its way when the mix changed is heard first.
    private static async Task HearsAsync(UeCall listener, double toneHz, bool isHeard, CancellationToken stop)
    {
        await listener.ListenAsync(TimeSpan.FromMilliseconds(500), stop);
        var levelDb = await listener.LevelDbAsync(toneHz, stop);
        Assert.That(levelDb, isHeard ? Is.GreaterThan(VoiceDb) : Is.LessThan(SilenceDb), $"{toneHz} Hz");
    }
}
