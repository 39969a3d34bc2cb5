using System.Net;
using ImsConference.Tests.EndToEnd.Conformance;
using ImsConference.Tests.EndToEnd.Harness;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd;

/// <summary>The headers that only IMS has, between the MRFC and an S-CSCF: what is taken, kept and told to whom; and the way that requests take.</summary>
public sealed class ImsSignallingTests() : LabFixture(
    "--Focus:EndsWhen=CreatorLeaves", "--Focus:NotifySpacingMs=200", UrisOfThisHost, "--Focus:TrustedPeers:0=127.0.0.1", $"--Focus:TrustedPeers:1={Scscf.Address}",
    $"--Focus:OutboundProxy=sip:{Scscf};lr;orig", $"--Focus:Features:0={Mmtel}", "--Focus:Features:1=+g.3gpp.mid-call", "--Focus:PriorityNamespaces:0=ets")
{
    private const string Mmtel = "+g.3gpp.icsi-ref=\"urn%3Aurn-7%3A3gpp-service.ims.icsi.mmtel\"";
    private const string Charged = "P-Charging-Vector: icid-value=\"a1;b\";icid-generated-at=p1.home2.net;orig-ioi=home2.net";

    private static readonly IPEndPoint Scscf = new(Loopback.Take(), 5060);

    [Test, CancelAfter(20_000)]
    [Requirement("RFC 7315 §4.6", "The icid and the networks of an INVITE come back with our term-ioi in its responses")]
    [Requirement("RFC 7315 §4.5", "P-Charging-Function-Addresses go back into the trust domain")]
    [Requirement("RFC 7315 §4.4", "P-Access-Network-Info is kept, and told to nobody")]
    [Requirement("RFC 3325 §9.1", "Inside the trust domain the focus asserts the conference URI")]
    public async Task A_cscf_gets_its_charging_headers_back(CancellationToken stop)
    {
        using var ue = new RawUe(Lab.Sip, "alice");
        var answer = await ue.CallAsync(Factory, RawUe.Audio(), stop, $"""
            {Charged}
            P-Charging-Function-Addresses: ccf=192.0.2.51;ecf=192.0.2.53
            P-Access-Network-Info: 3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=234151D0FCE11
            P-Asserted-Service: urn:urn-7:3gpp-service.ims.icsi.mmtel
            P-Asserted-Identity: <sip:alice@home1.net>
            """);
        Assert.That(answer.Header("P-Charging-Vector"), Is.EqualTo("icid-value=\"a1;b\";icid-generated-at=p1.home2.net;orig-ioi=home2.net;term-ioi=home1.net"));
        Assert.That(answer.Header("P-Charging-Function-Addresses"), Is.EqualTo("ccf=192.0.2.51;ecf=192.0.2.53"));
        Assert.That(answer.Header("P-Asserted-Identity"), Is.EqualTo($"<{ue.Conference}>"));
        Assert.That(answer.Text, Does.Not.Contain("234151D0FCE11"));
        await ue.ByeAsync(stop);
    }

    [TestCase("", "absent")]
    [TestCase("P-Charging-Vector: orig-ioi=home2.net", "without icid-value")]
    [TestCase("P-Charging-Vector: ;;;", "malformed")]
    [CancelAfter(20_000)]
    [Requirement("RFC 7315 §4.6", "Without an icid in the INVITE an own one is made, with icid-generated-at")]
    public async Task An_own_icid_is_made(string header, string why, CancellationToken stop)
    {
        using var ue = new RawUe(Lab.Sip, "alice");
        var answer = await ue.CallAsync(Factory, RawUe.Audio(), stop, header);
        Assert.That(answer.Header("P-Charging-Vector"), Does.Match("^icid-value=\"[0-9a-f]{32}\";icid-generated-at=mrfc1;term-ioi=home1.net$"), why);
        await ue.ByeAsync(stop);
    }

    [Test, CancelAfter(20_000)]
    [Requirement("RFC 7315 §6.6", "Who is not trusted gets no charging header and no asserted identity, whatever it sends")]
    public async Task The_untrusted_learn_nothing(CancellationToken stop)
    {
        using var ue = new RawUe(Lab.Sip, "mallory", new IPEndPoint(Loopback.Take(), 5060));
        var answer = await ue.CallAsync(Factory, RawUe.Audio(), stop, $"{Charged}\nP-Charging-Function-Addresses: ccf=192.0.2.51\nP-Early-Media: supported");
        Assert.That(answer.Status, Is.EqualTo(200));
        Assert.That(answer.Text, Does.Not.Match("(?mi)^P-(Charging|Asserted|Early)"));
        await ue.ByeAsync(stop);
    }

    [Test, CancelAfter(20_000)]
    [Requirement("RFC 3840 §9", "The feature tags of the service stand in the Contact beside isfocus (3GPP TS 24.229 §7.2A.8, TS 24.237)")]
    public async Task Contact_bears_the_feature_tags(CancellationToken stop)
    {
        using var ue = new RawUe(Lab.Sip, "alice");
        var answer = await ue.CallAsync(Factory, RawUe.Audio(), stop, $"Accept-Contact: *;{Mmtel};require;explicit");
        Assert.That(answer.Header("Contact"), Is.EqualTo($"<{ue.Conference}>;isfocus;{Mmtel};+g.3gpp.mid-call"));
        await ue.ByeAsync(stop);
    }

    [TestCase("Supported: histinfo", true)]
    [TestCase("Supported: timer", false)]
    [TestCase("Supported: histinfo\nPrivacy: id;history", false)]
    [CancelAfter(20_000)]
    [Requirement("RFC 7044 §9.3", "History-Info comes back in the responses to who supports it, save when it is private")]
    public async Task History_info(string headers, bool comesBack, CancellationToken stop)
    {
        const string History = "<sip:conf@home1.net>;index=1, <sip:conf-factory1@home1.net?Reason=SIP%3Bcause%3D302>;index=1.1;mp=1";
        using var ue = new RawUe(Lab.Sip, "alice");
        var answer = await ue.CallAsync(Factory, RawUe.Audio(), stop, $"{headers}\nHistory-Info: {History}");
        Assert.That(string.Join(", ", answer.Headers("History-Info")), Is.EqualTo(comesBack ? History : ""));
        await ue.ByeAsync(stop);
    }

    [Test, CancelAfter(20_000)]
    [Requirement("RFC 7989 §6", "Session-ID is answered: the conference's half is the same for all, the other half the peer's")]
    public async Task Session_id(CancellationToken stop)
    {
        const string Alices = "aeffa652b22911dfa81f12313a006823";
        const string Bobs = "be11afc8b22911df86c4001f5bd23d7e";
        using var alice = new RawUe(Lab.Sip, "alice");
        using var bob = new RawUe(Lab.Sip, "bob");
        var first = (await alice.CallAsync(Factory, RawUe.Audio(), stop, $"Session-ID: {Alices};remote=00000000000000000000000000000000")).Header("Session-ID").Split(';');
        var second = (await bob.CallAsync(alice.Conference, RawUe.Audio(), stop, $"Session-ID: {Bobs}")).Header("Session-ID").Split(';');
        Assert.That(first[0], Does.Match("^[0-9a-f]{32}$").And.Not.EqualTo(Alices));
        Assert.That((first[1], second[0], second[1]), Is.EqualTo(($"remote={Alices}", first[0], $"remote={Bobs}")));
        await bob.ByeAsync(stop);
        await alice.ByeAsync(stop);
    }

    [Test, CancelAfter(20_000)]
    [Requirement("RFC 5009 §8", "P-Early-Media is answered in the 183 to a trusted peer that supports it, and not in the 200")]
    public async Task Early_media_is_authorised(CancellationToken stop)
    {
        using var ue = new RawUe(Lab.Sip, "alice");
        var progress = await ue.InviteAsync(
            Factory, RawUe.Audio(lines: ["a=curr:qos local none", "a=curr:qos remote none", "a=des:qos mandatory local sendrecv", "a=des:qos none remote sendrecv"]),
            "Supported: 100rel, precondition\nP-Early-Media: supported", stop);
        Assert.That((progress.Status, progress.Header("P-Early-Media")), Is.EqualTo((183, "sendrecv")));
        await ue.PrackAsync(progress, stop);
        await ue.SendAsync("UPDATE", RawUe.Audio(lines: ["a=curr:qos local sendrecv", "a=curr:qos remote sendrecv", "a=des:qos mandatory local sendrecv", "a=des:qos mandatory remote sendrecv"]), "", stop);
        var answer = await ue.AnsweredAsync(stop);
        Assert.That((answer.Status, answer.Header("P-Early-Media")), Is.EqualTo((200, "")));
        await ue.ByeAsync(stop);
    }

    [Test, CancelAfter(30_000)]
    [Requirement("TS 24.229 §5.7.3", "The focus's own INVITEs go to the S-CSCF: Route with lr and orig, P-Served-User, P-Asserted-Identity the conference URI")]
    [Requirement("RFC 7315 §4.6", "An INVITE of ours has an icid of its own, our orig-ioi, and names the session it came of")]
    [Requirement("RFC 7332 §4", "An INVITE that a REFER makes us send has one hop less than that")]
    [Requirement("RFC 5009 §8", "Our INVITEs say that early media is supported")]
    public async Task Own_invites_go_by_the_scscf(CancellationToken stop)
    {
        using var scscf = new RawUe(Lab.Sip, "bob", Scscf);
        using var alice = new RawUe(Lab.Sip, "alice");
        await alice.CallAsync(Factory, RawUe.Audio(), stop, Charged);
        Assert.That((await alice.SendAsync("REFER", "", "Refer-To: <sip:bob@home2.net>", stop)).Status, Is.EqualTo(202));

        var invite = await scscf.RequestAsync("INVITE", stop);
        Assert.That(invite.Text, Does.StartWith("INVITE sip:bob@home2.net SIP/2.0\r\n"));
        Assert.That(invite.Headers("Route"), Is.EqualTo([$"<sip:{Scscf};lr;orig>"]));
        Assert.That(invite.Header("P-Served-User"), Is.EqualTo($"<{alice.Conference}>;sescase=orig;regstate=unreg"));
        Assert.That(invite.Header("P-Asserted-Identity"), Is.EqualTo($"<{alice.Conference}>"));
        Assert.That(invite.Header("P-Charging-Vector"), Does.Match("^icid-value=\"[0-9a-f]{32}\";icid-generated-at=mrfc1;orig-ioi=home1.net;related-icid=\"a1;b\"$"));
        Assert.That((invite.Header("P-Early-Media"), invite.Header("Max-Forwards")), Is.EqualTo(("supported", "69")));
        scscf.Respond(invite, 486);
        await alice.NotifiedAsync(notify => notify.Body.StartsWith("SIP/2.0 486", StringComparison.Ordinal), stop);
        await alice.ByeAsync(stop);
    }

    [Test, CancelAfter(20_000)]
    [Requirement("TS 24.229 §5.7.1", "An initial request with our own Route and the S-CSCF's original dialog identifier is served; requests in the dialog go by the recorded route")]
    public async Task Initial_requests_come_by_the_scscf(CancellationToken stop)
    {
        using var alice = new RawUe(Lab.Sip, "alice");
        using var bob = new RawUe(Lab.Sip, "bob");
        await alice.CallAsync(Factory, RawUe.Audio(), stop);
        var answer = await bob.CallAsync(alice.Conference, RawUe.Audio(), stop,
            $"Route: <sip:{Lab.Sip};lr>, <sip:cb03a0s09a2sdfglkj490333@scscf1.home1.net;lr>\nRecord-Route: <sip:{bob.Local};lr;n=1>, <sip:pcscf1.visited1.net;lr>");
        Assert.That(answer.Headers("Record-Route"), Is.EqualTo([$"<sip:{bob.Local};lr;n=1>, <sip:pcscf1.visited1.net;lr>"]));
        await alice.ByeAsync(stop);

        var bye = await bob.RequestAsync("BYE", stop);
        bob.Respond(bye, 200);
        Assert.That(bye.Text, Does.StartWith($"BYE sip:bob@{bob.Local} SIP/2.0\r\n"));
        Assert.That(string.Join(", ", bye.Headers("Route")), Is.EqualTo($"<sip:{bob.Local};lr;n=1>, <sip:pcscf1.visited1.net;lr>"));
    }

    [Test, CancelAfter(20_000)]
    [Requirement("RFC 3261 §16.3", "Max-Forwards 0 is no matter for a request that ends here; one that makes us send another gets 483")]
    public async Task Max_forwards(CancellationToken stop)
    {
        using var ue = new RawUe(Lab.Sip, "alice") { MaxForwards = 0 };
        Assert.That((await ue.CallAsync(Factory, RawUe.Audio(), stop)).Status, Is.EqualTo(200));
        Assert.That((await ue.SendAsync("REFER", "", "Refer-To: <sip:bob@home2.net>", stop)).Status, Is.EqualTo(483));
        await ue.ByeAsync(stop);
    }

    [Test, CancelAfter(20_000)]
    [Requirement("RFC 3261 §21.4.18", "A conference that calls itself, by way of whoever forwards to it, is refused with 482")]
    public async Task Loop(CancellationToken stop)
    {
        using var alice = new RawUe(Lab.Sip, "alice");
        using var back = new RawUe(Lab.Sip, "bob");
        await alice.CallAsync(Factory, RawUe.Audio(), stop);
        Assert.That((await back.CallAsync(alice.Conference, RawUe.Audio(), stop, $"P-Asserted-Identity: <{alice.Conference}>")).Status, Is.EqualTo(482));
        await alice.ByeAsync(stop);
    }

    [TestCase("q735.0", 417)]
    [TestCase("ets.9", 417)]
    [TestCase("ets.0", 200)]
    [TestCase("dsn.flash, ETS.4", 200)]
    [CancelAfter(20_000)]
    [Requirement("RFC 4412 §4.6.2", "A required Resource-Priority that is unknown here gets 417 with Accept-Resource-Priority; one that is known is served")]
    public async Task Required_resource_priority(string value, int status, CancellationToken stop)
    {
        using var ue = new RawUe(Lab.Sip, "alice");
        var answer = await ue.CallAsync(Factory, RawUe.Audio(), stop, $"Require: resource-priority\nResource-Priority: {value}");
        Assert.That(answer.Status, Is.EqualTo(status));
        if (status == 417) Assert.That(answer.Header("Accept-Resource-Priority"), Is.EqualTo("ets.0, ets.1, ets.2, ets.3, ets.4"));
        else await ue.ByeAsync(stop);
    }
}
