using System.Xml.Linq;
using ImsConference.Sip.Sdp;
using ImsConference.Sip.Sessions;
using ImsConference.Tests.EndToEnd.Conformance;
using ImsConference.Tests.Ue;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd.Rosters;

/// <summary>What rosters tell, as subscribers on the wire see it; each document is held to the schema (RFC 4575 §4, §5).</summary>
public sealed class RosterTests() : LabFixture(
    "--Focus:NotifySpacingMs=100", "--Focus:DepartedMs=3000", "--Focus:RecordMix=true", "--Mp:CommandTimeoutMs=5000", "--Focus:RingSeconds=2", "--Focus:TrustedPeers:0=127.0.0.0/8",
    "--Focus:Roster:DisplayText=Room", "--Focus:Roster:FreeText=Speak up", "--Focus:Roster:Keywords=one two", "--Focus:Roster:DialInUri=tel:+4989123",
    "--Focus:Roster:WebPage=https://www.{domain}/{token}", "--Focus:Roster:RecordingUri=https://rec.{domain}/{token}.wav",
    "--Focus:Roster:HostName=Home", "--Focus:Roster:HostWebPage=https://{domain}", "--Focus:Roster:HostUri=sip:help@{domain}")
{
    private static readonly XNamespace Ns = "urn:ietf:params:xml:ns:conference-info";

    private UserEquipment _owner = null!;
    private UeCall _alice = null!;

    [SetUp]
    public async Task CallAsync()
    {
        _owner = await Lab.Ues.AddAsync(new UeProfile { Identity = "sip:alice@home1.net", DisplayName = "Alice", Headers = [new HeaderLine("Subject", "Budget")] });
        _alice = await _owner.CallAsync(Factory);
    }

    [TearDown]
    public async Task HangUpAsync() => await _owner.DisposeAsync();

    [Test, CancelAfter(20_000)]
    [Requirement("RFC 4575 §5.3", "conference-description: display-text, subject, free-text, keywords, maximum-user-count")]
    [Requirement("RFC 4575 §5.3.1", "conf-uris with purpose participation: the conference URI, and a dial-in number where there is one")]
    [Requirement("RFC 4575 §5.3.2", "service-uris: the web page, and the recording while one runs")]
    [Requirement("RFC 4575 §5.3.4", "available-media with the label that our SDP bears (RFC 4574)")]
    [Requirement("RFC 4575 §5.4", "host-info: display-text, web-page, uris")]
    [Requirement("RFC 4575 §5.5", "conference-state: user-count, active, locked")]
    public async Task What_the_conference_is(CancellationToken stop)
    {
        await using var watch = await _alice.SubscribeAsync(stop);
        await watch.WaitForConnectedAsync(1, stop);
        var description = watch.State!.Element(Ns + "conference-description")!;
        var token = _alice.ConferenceUri.Split("conf-")[1].Split('@')[0];

        Assert.That(new[] { "display-text", "subject", "free-text", "keywords", "maximum-user-count" }.Select(name => description.Element(Ns + name)!.Value),
            Is.EqualTo(new[] { "Room", "Budget", "Speak up", "one two", "100" }));
        Assert.That(Uris(description, "conf-uris"), Is.EqualTo(new[] { (_alice.ConferenceUri, "participation"), ("tel:+4989123", "participation") }));
        Assert.That(Uris(description, "service-uris"), Is.EqualTo(new[] { ($"https://www.home1.net/{token}", "web-page"), ($"https://rec.home1.net/{token}.wav", "recording") }));
        var medium = description.Element(Ns + "available-media")!.Element(Ns + "entry")!;
        Assert.That(_alice.RemoteDescription!.Media[0].TryGetAttribute("label", out var label) ? label : "", Is.EqualTo((string?)medium.Attribute("label")));
        Assert.That(watch.State.Element(Ns + "host-info")!.Value, Is.EqualTo("Homehttps://home1.netsip:help@home1.net"));
        Assert.That(watch.State.Element(Ns + "conference-state")!.Elements().Select(element => element.Value), Is.EqualTo(new[] { "1", "true", "false" }));
        Assert.That(watch.Faults, Is.Empty);
    }

    [Test, CancelAfter(20_000)]
    [Requirement("RFC 4575 §5.6", "user: display-text, associated-aors, roles, languages")]
    [Requirement("RFC 4575 §5.7", "endpoint: Contact as entity, display-text, status, joining-method, joining-info, media, call-info")]
    [Requirement("RFC 4575 §5.8", "media: type, label, src-id, status")]
    [Requirement("RFC 4575 §5.9", "call-info with the dialog of the endpoint, for those only who may end it")]
    public async Task Who_is_in_and_how(CancellationToken stop)
    {
        var bob = await Lab.Ues.AddAsync(new UeProfile
        {
            Identity = "sip:bob@home1.net",
            Headers = [new HeaderLine("P-Asserted-Identity", "\"Bob\" <sip:bob@home1.net>, <tel:+49123>"), new HeaderLine("Accept-Language", "en;q=0.5, de-AT")],
        });
        await using var signalled = await bob.SignalAsync(_alice.ConferenceUri, Offer(ssrc: 4711), stop);
        await using var watch = await _alice.SubscribeAsync(stop);
        await using var outside = await bob.SubscribeAsync(_alice.ConferenceUri, stop);
        await watch.WaitForConnectedAsync(2, stop);
        var user = UserOf(watch, "sip:bob@home1.net");
        var endpoint = user.Element(Ns + "endpoint")!;

        Assert.That(user.Elements().Take(4).Select(element => element.Value), Is.EqualTo(new[] { "Bob", "tel:+49123", "participant", "de-AT en" }));
        Assert.That((string?)UserOf(watch, "sip:alice@home1.net").Element(Ns + "roles"), Is.EqualTo("creator"));
        Assert.That((string?)endpoint.Attribute("entity"), Is.EqualTo(bob.Address));
        Assert.That(((string?)endpoint.Element(Ns + "status"), (string?)endpoint.Element(Ns + "joining-method")), Is.EqualTo(("connected", "dialed-in")));
        Assert.That((DateTimeOffset)endpoint.Element(Ns + "joining-info")!.Element(Ns + "when")!, Is.EqualTo(DateTimeOffset.UtcNow).Within(TimeSpan.FromSeconds(20)));
        Assert.That(endpoint.Element(Ns + "media")!.Elements().Select(element => element.Value), Is.EqualTo(new[] { "audio", "1", "4711", "sendrecv" }));
        Assert.That(watch.State!.Descendants(Ns + "call-id").Select(id => id.Value), Does.Contain(_alice.CallId), "the creator may know");
        Assert.That(outside.State!.Descendants(Ns + "call-info"), Is.Empty, "bob may not");
    }

    [Test, CancelAfter(20_000)]
    [Requirement("RFC 4575 §5.8", "src-id is the SSRC that the participant really sends with, announced or not")]
    public async Task The_source_that_is_heard_is_told(CancellationToken stop)
    {
        await using var bob = await Lab.CallAsync(_alice.ConferenceUri, 719, stop);
        await using var watch = await _alice.SubscribeAsync(stop);
        await watch.WaitForAsync(it => it.State!.Descendants(Ns + "src-id").Any(id => id.Value == $"{bob.Media.Ssrc}"), stop);
    }

    [Test, CancelAfter(20_000)]
    [Requirement("RFC 4575 §5.7.3", "status on-hold, with the media's direction, while a participant holds")]
    [Requirement("RFC 4575 §4.4", "A change of one endpoint is told by that endpoint alone, in partial documents")]
    public async Task A_hold_is_told_by_its_endpoint_alone(CancellationToken stop)
    {
        await using var bob = await Lab.CallAsync(_alice.ConferenceUri, 719, stop);
        await using var watch = await _alice.SubscribeAsync(stop);
        await watch.WaitForConnectedAsync(2, stop);
        await bob.HoldAsync();
        await watch.WaitForAsync(Shows(bob, "on-hold", "sendonly"), stop);
        var partial = watch.Documents[^1];
        await bob.ResumeAsync();
        await watch.WaitForAsync(Shows(bob, "connected", "sendrecv"), stop);

        var user = partial.Element(Ns + "users")!.Elements().Single();
        Assert.That(((string?)partial.Attribute("state"), (string?)user.Attribute("state"), (string?)user.Elements().Single().Attribute("state")), Is.EqualTo(("partial", "partial", "partial")));
        Assert.That(watch.Faults, Is.Empty);
    }

    [Test, CancelAfter(20_000)]
    [Requirement("RFC 4575 §5.7.3", "status dialing-out and alerting while the focus calls a user")]
    [Requirement("RFC 4575 §5.7.2", "referred: by whom a user was brought in")]
    [Requirement("RFC 4575 §5.7.6", "disconnection-method failed for a user that never answers, with the status in disconnection-info")]
    public async Task Whom_the_focus_calls_is_shown_step_by_step(CancellationToken stop)
    {
        var carol = await Lab.Ues.AddAsync(new UeProfile { Identity = "sip:carol@home1.net", Answer = AnswerPolicy.Ring });
        await using var watch = await _alice.SubscribeAsync(stop);
        var referred = _alice.ReferAsync(carol.Address, stop);
        await watch.WaitForAsync(each => Statuses(each).Contains("alerting"), stop);
        await watch.WaitForAsync(each => Statuses(each).Contains("disconnected"), stop);

        var endpoint = watch.State!.Descendants(Ns + "endpoint").Single(each => (string?)each.Element(Ns + "status") == "disconnected");
        Assert.That((string?)endpoint.Element(Ns + "referred")!.Element(Ns + "by"), Is.EqualTo("sip:alice@home1.net"));
        Assert.That((string?)endpoint.Element(Ns + "disconnection-method"), Is.EqualTo("failed"));
        Assert.That((string?)endpoint.Element(Ns + "disconnection-info")!.Element(Ns + "reason"), Does.StartWith("SIP;cause=487"));
        await referred;
    }

    [Test, CancelAfter(20_000)]
    [Requirement("RFC 4575 §5.7.6", "disconnection-method busy for a user that is, booted for one that was removed, departed for one that left")]
    [Requirement("RFC 3326 §2", "Reason of a peer's BYE is in disconnection-info")]
    public async Task How_they_left(CancellationToken stop)
    {
        await using var watch = await _alice.SubscribeAsync(stop);
        var busy = await Lab.Ues.AddAsync(new UeProfile { Identity = "sip:busy@home1.net", Answer = AnswerPolicy.Busy });
        await _alice.ReferAsync(busy.Address, stop);
        await using var departed = await Lab.CallAsync(_alice.ConferenceUri, 719, stop);
        await using var booted = await Lab.CallAsync(_alice.ConferenceUri, 1013, stop);
        await watch.WaitForConnectedAsync(3, stop);
        await departed.ByeAsync("Q.850;cause=16;text=\"hung up\"");
        await _alice.ReferAsync($"{booted.Equipment.Profile.Identity};method=BYE", stop);
        await watch.WaitForAsync(each => Told(each, "disconnection-method").Distinct().Count() == 3, stop);

        Assert.That(Told(watch, "disconnection-method").Distinct(), Is.EquivalentTo(new[] { "busy", "departed", "booted" }));
        Assert.That(Told(watch, "reason"), Does.Contain("Q.850;cause=16;text=\"hung up\""));
        Assert.That((await booted.Ended).Reason, Is.EqualTo("SIP;cause=603;text=\"removed from the conference\", Q.850;cause=21"));
    }

    [Test, CancelAfter(20_000)]
    [Requirement("RFC 4579 §6", "Who asks for privacy is nobody to the others: unique anonymous URIs, no name, no device, no dialog")]
    [Requirement("TS 24.147 §5.3.3.2", "NOTIFYs do not tell the identity of a user who asked for privacy")]
    public async Task Who_wants_privacy_is_nobody(CancellationToken stop)
    {
        UserEquipment[] hidden =
        [
            await Lab.Ues.AddAsync(Hidden("dave")),
            await Lab.Ues.AddAsync(Hidden("erin")),
        ];
        await using var watch = await _alice.SubscribeAsync(stop);
        await using var dave = await hidden[0].CallAsync(_alice.ConferenceUri, stop);
        await using var erin = await hidden[1].CallAsync(_alice.ConferenceUri, stop);
        var carol = await Lab.AddUeAsync(1013);
        await dave.ReferAsync(carol.Address, stop);
        await using var called = await carol.NextCallAsync(stop);
        await watch.WaitForConnectedAsync(4, stop);
        await erin.ByeAsync("SIP;cause=200;text=\"erin is tired\"");
        await watch.WaitForConnectedAsync(3, stop);

        var all = string.Concat(watch.Documents);
        Assert.That(all, Does.Not.Contain("dave").And.Not.Contain("erin").And.Not.Contain(dave.CallId).And.Not.Contain(erin.CallId));
        Assert.That(watch.Users.Select(user => user.Entity).Where(entity => entity.EndsWith("@anonymous.invalid", StringComparison.Ordinal)).Distinct().Count(), Is.EqualTo(2));
        Assert.That(watch.State!.Descendants(Ns + "referred").Single().Element(Ns + "by")!.Value, Does.EndWith("@anonymous.invalid"));
    }

    private static UeProfile Hidden(string name) =>
        new() { Identity = $"sip:{name}@home1.net", DisplayName = name, Headers = [new HeaderLine("Privacy", "id"), new HeaderLine("P-Asserted-Identity", $"\"{name}\" <sip:{name}@home1.net>")] };

    private static Func<ConferenceWatch, bool> Shows(UeCall call, string status, string media) => watch =>
        watch.Users.SelectMany(user => user.Endpoints).Any(endpoint => endpoint.Entity == call.Equipment.Address && endpoint.Status == status && endpoint.Media.Single().Status == media);

    /// <summary>All that was ever said in elements of that name.</summary>
    private static IEnumerable<string> Told(ConferenceWatch watch, string element) =>
        watch.Documents.SelectMany(document => document.Descendants(Ns + element)).Select(each => each.Value);

    private static IEnumerable<string> Statuses(ConferenceWatch watch) => watch.Users.SelectMany(user => user.Endpoints).Select(endpoint => endpoint.Status);

    private static XElement UserOf(ConferenceWatch watch, string entity) => watch.State!.Descendants(Ns + "user").Single(user => (string?)user.Attribute("entity") == entity);

    private static IEnumerable<(string, string)> Uris(XElement description, string list) =>
        description.Element(Ns + list)!.Elements().Select(entry => ((string)entry.Element(Ns + "uri")!, (string)entry.Element(Ns + "purpose")!));

    private static SessionDescription Offer(uint ssrc)
    {
        var text = $"v=0\r\no=bob 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0\r\na=ssrc:{ssrc} cname:bob\r\n";
        return SessionDescription.TryParse(System.Text.Encoding.ASCII.GetBytes(text), out var description, out var fault) ? description : throw new FormatException(fault);
    }
}
