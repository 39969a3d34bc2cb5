using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Console;

/// <summary>The HTTP API: what it does, what it refuses, and whom it knows.</summary>
public sealed class ApiTests
{
    private const string Conferences = "/api/v1/conferences";

    [Test]
    public async Task A_conference_is_made_shown_changed_listed_and_ended()
    {
        await using var bench = await ConsoleBench.StartAsync();
        var (status, made, response) = await bench.SendAsync(HttpMethod.Post, Conferences, new { subject = "Budget", maxParticipants = 5, pin = "4711", invitedOnly = false });
        Assert.That(status, Is.EqualTo(201), $"{made}");
        var id = (string)made!["id"]!;
        Assert.That(response.Headers.Location, Is.EqualTo(new Uri($"{Conferences}/{id}", UriKind.Relative)));
        Assert.That((string?)made["subject"], Is.EqualTo("Budget"));
        Assert.That((string?)made["state"], Is.EqualTo("allocated"));
        Assert.That($"{made}", Does.Contain("\"pinRequired\": true").And.Not.Contain("4711"));

        var shown = (await bench.SendAsync(HttpMethod.Get, $"{Conferences}/{id}")).Body!;
        Assert.That($"{shown}", Is.EqualTo($"{made}"));
        var locked = await bench.SendAsync(HttpMethod.Patch, $"{Conferences}/{id}", new { locked = true });
        Assert.That((bool)locked.Body!["locked"]!);
        Assert.That((await bench.SendAsync(HttpMethod.Get, Conferences)).Body!["items"]!.AsArray(), Has.Count.EqualTo(1));

        Assert.That((await bench.SendAsync(HttpMethod.Delete, $"{Conferences}/{id}")).Status, Is.EqualTo(204));
        var gone = await bench.SendAsync(HttpMethod.Get, $"{Conferences}/{id}");
        Assert.That(gone.Status, Is.EqualTo(404));
        Assert.That(gone.Response.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/problem+json"));
        Assert.That((string)gone.Body!["detail"]!, Does.Contain("GET /api/v1/conferences"));
        bench.Focus.AssertNothingLeft();
    }

    [Test]
    public async Task Participants_are_listed_page_by_page_and_acted_on()
    {
        await using var bench = await ConsoleBench.StartAsync();
        bench.Focus.Make();
        var conference = bench.Focus.Conference;
        bench.Focus.Ue("bob", reliable: false).Call(conference.Uri.Text);
        bench.Focus.Ue("carol", reliable: false).Call(conference.Uri.Text);
        var path = $"{Conferences}/{conference.Token}/participants";

        var first = (await bench.SendAsync(HttpMethod.Get, $"{path}?limit=2")).Body!;
        Assert.That(first["items"]!.AsArray().Select(item => (int)item!["number"]!), Is.EqualTo(new[] { 1, 2 }));
        var second = (await bench.SendAsync(HttpMethod.Get, $"{path}?limit=2&after={first["next"]}")).Body!;
        Assert.That(second["items"]!.AsArray().Select(item => (string)item!["uri"]!), Is.EqualTo(new[] { "sip:carol@carol.example" }));
        Assert.That(second["next"], Is.Null);

        var muted = await bench.SendAsync(HttpMethod.Patch, $"{path}/2", new { muted = true, role = "moderator" });
        Assert.That(((bool)muted.Body!["muted"]!, (string)muted.Body!["role"]!), Is.EqualTo((true, "moderator")), $"{muted.Body}");
        var held = await bench.SendAsync(HttpMethod.Patch, $"{path}/2", new { held = true });
        Assert.That(((bool)held.Body!["held"]!, (bool)held.Body!["muted"]!), Is.EqualTo((true, true)));
        Assert.That((await bench.SendAsync(HttpMethod.Delete, $"{path}/2")).Status, Is.EqualTo(204));
        Assert.That((await bench.SendAsync(HttpMethod.Delete, $"{path}/2")).Status, Is.EqualTo(404));
        bench.Focus.EveryoneLeaves();
    }

    [Test]
    public async Task For_a_user_the_rules_are_those_of_SIP()
    {
        await using var bench = await ConsoleBench.StartAsync();
        var alice = bench.Focus.Make().Alice;
        var bob = bench.Focus.Ue("bob", reliable: false);
        bob.Call(bench.Focus.Conference.Uri.Text);
        var path = $"{Conferences}/{bench.Focus.Conference.Token}";

        var refused = await bench.SendAsync(HttpMethod.Patch, path, new { locked = true }, ("On-Behalf-Of", bob.Uri));
        Assert.That((refused.Status, (int)refused.Body!["sipStatus"]!), Is.EqualTo((403, 403)), $"{refused.Body}");
        Assert.That((await bench.SendAsync(HttpMethod.Patch, path, new { locked = true }, ("On-Behalf-Of", alice.Uri))).Status, Is.EqualTo(200));
        Assert.That((await bench.SendAsync(HttpMethod.Patch, path, new { locked = true }, ("On-Behalf-Of", "bob"))).Status, Is.EqualTo(422));
        bench.Focus.EveryoneLeaves();
    }

    [Test]
    public async Task What_may_be_granted_later_says_when_to_ask_again()
    {
        await using var bench = await ConsoleBench.StartAsync();
        (int Status, System.Text.Json.Nodes.JsonNode? Body, HttpResponseMessage Response) answer;
        do answer = await bench.SendAsync(HttpMethod.Post, Conferences, new { });
        while (answer.Status == 201);

        Assert.That(answer.Status, Is.EqualTo(503), $"{answer.Body}");
        Assert.That(answer.Response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, Is.EqualTo((int)answer.Body!["retryAfterSeconds"]!));
        foreach (var conference in bench.Focus.Conferences.All.ToArray()) bench.Focus.Driver.Run(() => bench.Focus.Conferences.Discard(conference));
        bench.Focus.AssertNothingLeft();
    }

    [Test]
    public async Task A_prompt_is_played_to_one_or_to_all_and_stopped()
    {
        await using var bench = await ConsoleBench.StartAsync();
        bench.Focus.Make();
        var path = $"{Conferences}/{bench.Focus.Conference.Token}/announcements";

        var toAll = await bench.SendAsync(HttpMethod.Post, path, new { prompt = "one-minute-left" });
        Assert.That(toAll.Status, Is.EqualTo(201), $"{toAll.Body}");
        var toOne = await bench.SendAsync(HttpMethod.Post, path, new { prompt = "ringback", participant = 1 });
        Assert.That((toOne.Status, (int)toOne.Body!["participant"]!), Is.EqualTo((201, 1)));
        Assert.That((await bench.SendAsync(HttpMethod.Post, path, new { prompt = "ringback", participant = 9 })).Status, Is.EqualTo(404));
        Assert.That((await bench.SendAsync(HttpMethod.Get, path)).Body!.AsArray(), Has.Count.EqualTo(2));

        Assert.That((await bench.SendAsync(HttpMethod.Delete, $"{path}/{toOne.Body["id"]}")).Status, Is.EqualTo(204));
        Assert.That((await bench.SendAsync(HttpMethod.Delete, $"{path}/{toOne.Body["id"]}")).Status, Is.EqualTo(404));
        Assert.That(bench.Focus.Mrfp.Commands, Has.Some.StartWith("StopPlayback"));
        bench.Focus.EveryoneLeaves();
    }

    [Test]
    public async Task A_user_is_invited_once_however_often_it_is_asked()
    {
        await using var bench = await ConsoleBench.StartAsync();
        bench.Focus.Make();
        var bob = bench.Focus.Ue("bob", reliable: false);
        bob.Answers();
        var path = $"{Conferences}/{bench.Focus.Conference.Token}/participants";

        var first = await bench.SendAsync(HttpMethod.Post, path, new { uri = bob.Uri }, ("Idempotency-Key", "b"));
        Assert.That((first.Status, (int?)first.Body!["number"]), Is.EqualTo((201, 2)), $"{first.Body}");
        var again = await bench.SendAsync(HttpMethod.Post, path, new { uri = bob.Uri }, ("Idempotency-Key", "b"));
        var anew = await bench.SendAsync(HttpMethod.Post, path, new { uri = bob.Uri });
        Assert.That(((int)again.Body!["number"]!, (int)anew.Body!["number"]!), Is.EqualTo((2, 2)));
        bench.Focus.Driver.AdvanceMs(500);
        var shown = await bench.SendAsync(HttpMethod.Get, $"{path}/2");
        Assert.That(((string)shown.Body!["status"]!, (string)shown.Body["method"]!), Is.EqualTo(("connected", "dialed-out")));
        Assert.That(bench.Focus.All("INVITE").Count(), Is.EqualTo(2), "alice's, and one to bob");
        Assert.That((await bench.SendAsync(HttpMethod.Post, path, new { uri = "bob" })).Status, Is.EqualTo(422));
        Assert.That((await bench.SendAsync(HttpMethod.Post, path, new { uri = bench.Focus.Conference.Uri.Text })).Status, Is.EqualTo(409), "itself");
        bench.Focus.EveryoneLeaves();
    }

    [Test]
    public async Task A_recording_is_started_paused_resumed_and_stopped()
    {
        await using var bench = await ConsoleBench.StartAsync();
        var empty = (await bench.SendAsync(HttpMethod.Post, Conferences, new { })).Body!["id"]!;
        Assert.That((await bench.SendAsync(HttpMethod.Post, $"{Conferences}/{empty}/recordings", new { })).Status, Is.EqualTo(409), "nobody is in");
        await bench.SendAsync(HttpMethod.Delete, $"{Conferences}/{empty}");
        bench.Focus.Make();
        var path = $"{Conferences}/{bench.Focus.Conference.Token}/recordings";

        var made = await bench.SendAsync(HttpMethod.Post, path, new { voices = "one-participant", participant = 1, sampleRateHz = 16000 });
        Assert.That((made.Status, (string?)made.Body!["state"]), Is.EqualTo((201, "running")), $"{made.Body}");
        var own = $"{path}/{made.Body["id"]}";
        Assert.That((string)(await bench.SendAsync(HttpMethod.Patch, own, new { paused = true })).Body!["state"]!, Is.EqualTo("paused"));
        Assert.That((string)(await bench.SendAsync(HttpMethod.Patch, own, new { paused = true })).Body!["state"]!, Is.EqualTo("paused"), "asked twice");
        Assert.That((string)(await bench.SendAsync(HttpMethod.Patch, own, new { paused = false })).Body!["state"]!, Is.EqualTo("running"));
        Assert.That((string)(await bench.SendAsync(HttpMethod.Delete, own)).Body!["state"]!, Is.EqualTo("ended"));
        Assert.That((await bench.SendAsync(HttpMethod.Patch, own, new { paused = true })).Status, Is.EqualTo(409));
        Assert.That((await bench.SendAsync(HttpMethod.Get, path)).Body!.AsArray(), Has.Count.EqualTo(1));
        Assert.That((await bench.SendAsync(HttpMethod.Post, path, new { participant = 1 })).Status, Is.EqualTo(422), "all mixed, or one: not both");

        var epoch = await EpochAsync(bench);
        bench.Events.Close();
        var told = await ReadAsync(bench, bench.Focus.Conferences.All.Single(conference => conference.Participants.Count > 0).Token, $"{epoch}-0");
        Assert.That(told.Select(item => item.Name).Where(name => name.StartsWith("recording", StringComparison.Ordinal)), Is.EqualTo(new[]
        {
            "recording-started", "recording-paused", "recording-resumed", "recording-ended",
        }));
    }

    [Test]
    public async Task A_repeated_request_makes_nothing_new()
    {
        await using var bench = await ConsoleBench.StartAsync();
        var first = await bench.SendAsync(HttpMethod.Post, Conferences, new { subject = "one" }, ("Idempotency-Key", "k1"));
        var again = await bench.SendAsync(HttpMethod.Post, Conferences, new { subject = "one" }, ("Idempotency-Key", "k1"));
        Assert.That((again.Status, (string)again.Body!["id"]!), Is.EqualTo((201, (string)first.Body!["id"]!)));
        Assert.That((await bench.SendAsync(HttpMethod.Post, Conferences, new { subject = "two" }, ("Idempotency-Key", "k1"))).Status, Is.EqualTo(422));
        Assert.That((await bench.SendAsync(HttpMethod.Post, Conferences, new { subject = "one" }, ("Idempotency-Key", "k2"))).Status, Is.EqualTo(201));
        Assert.That(bench.Focus.Conferences.Count, Is.EqualTo(2));

        await bench.SendAsync(HttpMethod.Delete, $"{Conferences}/{first.Body["id"]}");
        Assert.That((await bench.SendAsync(HttpMethod.Post, Conferences, new { subject = "one" }, ("Idempotency-Key", "k1"))).Status, Is.EqualTo(410));
    }

    [TestCase("POST", "", "{\"subject\":", 400, "$.subject, line 1")]
    [TestCase("POST", "", "{\"topic\":\"x\"}", 400, "topic")]
    [TestCase("POST", "", "{\"media\":\"video\"}", 400, "media")]
    [TestCase("POST", "", "{\"pin\":\"12\"}", 422, "pin: 4 to 12 digits")]
    [TestCase("POST", "", "{\"maxParticipants\":0}", 422, "maxParticipants")]
    [TestCase("POST", "", "{\"roles\":{\"bob\":\"moderator\"}}", 422, "'bob'")]
    [TestCase("POST", "", "{\"roles\":{\"sip:bob@home1.net\":\"operator\"}}", 422, "operator")]
    [TestCase("GET", "?limit=0", null, 422, "limit: 1 to 500")]
    [TestCase("GET", "?limit=x", null, 400, "limit")]
    [TestCase("GET", "/nobody", null, 404, "no such conference")]
    [TestCase("PATCH", "/nobody/participants/1", "{}", 404, "no such conference")]
    [TestCase("PUT", "", "{}", 405, null)]
    public async Task A_problem_says_what_to_do(string method, string path, string? body, int status, string? says)
    {
        await using var bench = await ConsoleBench.StartAsync();
        var answer = await bench.SendAsync(new HttpMethod(method), $"{Conferences}{path}", body);
        Assert.That(answer.Status, Is.EqualTo(status), $"{answer.Body}");
        Assert.That(answer.Response.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/problem+json"));
        Assert.That((int)answer.Body!["status"]!, Is.EqualTo(status));
        if (says is not null) Assert.That((string)answer.Body!["detail"]!, Does.Contain(says));
    }

    [Test]
    public async Task A_key_opens_what_its_rights_say()
    {
        await using var bench = await ConsoleBench.StartAsync(
            ("Console:Keys:0:Name", "monitor"), ("Console:Keys:0:Key", "monitor-0123456789"),
            ("Console:Keys:1:Name", "app"), ("Console:Keys:1:Rights", "Control"),
            ("Console:Keys:1:KeyHash", Convert.ToHexString(System.Security.Cryptography.SHA256.HashData("app-0123456789abcd"u8))));
        (string, string) monitor = ("X-Api-Key", "monitor-0123456789"), app = ("Authorization", "Bearer app-0123456789abcd");

        var nobody = await bench.SendAsync(HttpMethod.Get, Conferences);
        Assert.That((nobody.Status, nobody.Response.Headers.WwwAuthenticate.ToString()), Is.EqualTo((401, "Bearer realm=\"mrfc\"")));
        Assert.That((string)nobody.Body!["detail"]!, Does.Contain("Authorization: Bearer"));
        Assert.That((await bench.SendAsync(HttpMethod.Get, Conferences, null, ("X-Api-Key", "monitor-0123456780"))).Status, Is.EqualTo(401));
        Assert.That((await bench.SendAsync(HttpMethod.Get, Conferences, null, monitor)).Status, Is.EqualTo(200));
        Assert.That((await bench.SendAsync(HttpMethod.Post, Conferences, new { }, monitor)).Status, Is.EqualTo(403));
        Assert.That((await bench.SendAsync(HttpMethod.Post, Conferences, new { }, app)).Status, Is.EqualTo(201));
        Assert.That((await bench.SendAsync(HttpMethod.Get, "/trace", null, app)).Status, Is.EqualTo(403));
        Assert.That((await bench.SendAsync(HttpMethod.Get, "/status", null, app)).Status, Is.EqualTo(200));
        Assert.That((await bench.SendAsync(HttpMethod.Get, "/healthz")).Status, Is.EqualTo(503), "no MRFP here; and nobody is asked");
    }

    [Test]
    public async Task The_OpenAPI_document_describes_every_endpoint()
    {
        await using var bench = await ConsoleBench.StartAsync();
        var document = (await bench.SendAsync(HttpMethod.Get, "/openapi.json")).Body!;
        Assert.That((string)document["openapi"]!, Does.StartWith("3.1"));
        var described = from path in document["paths"]!.AsObject()
                        from method in path.Value!.AsObject()
                        select $"{method.Key.ToUpperInvariant()} {path.Key}";
        var mapped = from endpoint in bench.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
                     let path = endpoint.RoutePattern.RawText!
                     where path.StartsWith("/api/", StringComparison.Ordinal)
                     from method in endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods
                     select $"{method} {path.Replace(":int", "", StringComparison.Ordinal)}";
        Assert.That(described, Is.EquivalentTo(mapped));
        foreach (var operation in document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()))
        {
            Assert.That(operation.Value!["operationId"], Is.Not.Null, operation.Key);
            Assert.That(operation.Value["summary"], Is.Not.Null, operation.Key);
        }

        Assert.That($"{document["components"]!["schemas"]!["NewConference"]}", Does.Contain("pin").And.Contain("maxParticipants"));
    }

    [Test]
    public async Task Events_of_one_conference_come_in_order_and_go_on_where_they_were_left()
    {
        await using var bench = await ConsoleBench.StartAsync();
        bench.Focus.Make();
        var first = bench.Focus.Conference.Token;
        await bench.SendAsync(HttpMethod.Post, Conferences, new { subject = "another" });
        var bob = bench.Focus.Ue("bob", reliable: false);
        var session = bob.Call(bench.Focus.Conferences.All.Single(conference => conference.Token == first).Uri.Text);
        await bench.SendAsync(HttpMethod.Patch, $"{Conferences}/{first}/participants/2", new { muted = true });
        bench.Focus.Await(() => session.ByeAsync());

        var epoch = await EpochAsync(bench);
        bench.Events.Close();

        var seen = await ReadAsync(bench, first, "gone-0");
        Assert.That(seen.Select(item => item.Name), Is.EqualTo(new[] { "gap" }).AsCollection, "of another life of the process");
        var all = await ReadAsync(bench, first, $"{epoch}-0");
        Assert.That(all.Select(item => item.Name), Is.EqualTo(new[]
        {
            "conference-created", "participant-dialing", "conference-activated", "participant-joined",
            "participant-dialing", "participant-joined", "participant-muted", "participant-left",
        }));
        Assert.That((string)JsonNode.Parse(all[^1].Data)!["participant"]!["uri"]!, Is.EqualTo(bob.Uri));
        var rest = await ReadAsync(bench, first, all[^3].Id!);
        Assert.That(rest.Select(item => item.Id), Is.EqualTo(all.TakeLast(2).Select(item => item.Id)));
    }

    private static async Task<string> EpochAsync(ConsoleBench bench)
    {
        using var stop = new CancellationTokenSource();
        await using var watching = bench.Events.WatchAsync(null, null, stop.Token).GetAsyncEnumerator(CancellationToken.None);
        var next = watching.MoveNextAsync();
        bench.Focus.Driver.Run(() => bench.Focus.Focus.Control.TryCreate(null, new Mrfc.Focus.Admission.ConferenceRules(), out _, out _));
        Assert.That(await next);
        return watching.Current.Id!.Split('-')[0];
    }

    // What is there already, for the feed is closed.
    private static async Task<List<Mrfc.Console.Events.FeedItem>> ReadAsync(ConsoleBench bench, string conference, string lastId)
    {
        var items = new List<Mrfc.Console.Events.FeedItem>();
        await foreach (var item in bench.Events.WatchAsync(conference, lastId, CancellationToken.None)) items.Add(item);
        return items;
    }
}
