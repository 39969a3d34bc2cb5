using System.Net;
using ImsConference.Mrfc.Focus;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sessions;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Focus;

/// <summary>What every message of a session bears so that others can put them together (RFC 7989, RFC 7315, 3GPP TS 24.229 §5.7.1.2).</summary>
public sealed class CorrelationTests
{
    private const string Alices = "aeffa652b22911dfa81f12313a006823";
    private const string Others = "be11afc8b22911df86c4001f5bd23d7e";

    private static readonly HeaderLine[] FromCscf =
    [
        new("P-Charging-Vector", "icid-value=\"a1\";orig-ioi=home2.net"),
        new("P-Charging-Function-Addresses", "ccf=192.0.2.51"),
        new("Session-ID", $"{Alices};remote=00000000000000000000000000000000"),
    ];

    [Test]
    public void Every_message_of_a_session_that_a_user_begins_bears_its_icid_and_both_halves_of_its_session_id()
    {
        var bench = Trusting();
        var alice = bench.Ue("alice");
        var session = alice.Call(FocusBench.Factory, request => request with { Headers = FromCscf });
        var own = bench.Conference.SessionUuid;
        bench.Driver.Run(() => session.Subscribe(new InDialogSubscribe { Event = "conference", OnNotify = alice.Take }));
        bench.Await(() => session.ModifyAsync(FocusBench.Sdp(4002), ModifyBy.ReInvite));
        alice.Refer(session, "sip:nobody@nowhere.example");
        bench.EveryoneLeaves();

        var ours = Ours(bench, session.Dialog.Id.CallId);
        Assert.That(ours.Select(FocusBench.Name).Distinct(), Is.SupersetOf((string[])["183", "200", "202", "NOTIFY"]));
        Assert.That(ours.Select(message => FocusBench.Text(message, HeaderId.SessionId)), Is.All.EqualTo($"{own};remote={Alices}"));
        Assert.That(
            ours.Select(message => FocusBench.Text(message, HeaderId.PChargingVector)),
            Is.All.EqualTo("icid-value=\"a1\";orig-ioi=home2.net;term-ioi=home1.net").Or.EqualTo("icid-value=\"a1\";orig-ioi=home1.net"));
        Assert.That(ours.Where(message => message.IsRequest).Select(message => FocusBench.Text(message, HeaderId.PChargingVector)), Is.All.EndsWith("orig-ioi=home1.net"));
        Assert.That(ours.Select(message => FocusBench.Text(message, HeaderId.PChargingFunctionAddresses)), Is.All.EqualTo("ccf=192.0.2.51"));
    }

    [Test]
    public void So_does_every_message_of_a_session_that_the_focus_begins()
    {
        var bench = Trusting();
        var (alice, session) = bench.Make();
        var bob = bench.Ue("bob");
        bob.Answers(null, new HeaderLine("P-Charging-Vector", "icid-value=\"its own\";term-ioi=home3.net"), new HeaderLine("Session-ID", $"{Others};remote={Alices}"));
        alice.Refer(session, $"sip:bob@{bob.Node.Address}");
        var icid = bench.Conference.Participants[1].Charging!.Vector.Icid;
        var own = bench.Conference.SessionUuid;
        bench.Await(() => bob.Session!.ModifyAsync(FocusBench.Sdp(4002), ModifyBy.ReInvite));
        bench.Await(() => session.ByeAsync());
        bench.Driver.Run(() => bench.Conferences.End(bench.Conference, Removal.ConferenceEnded));
        bench.EveryoneLeaves();

        var ours = Ours(bench, bob.Session!.Dialog.Id.CallId);
        Assert.That(FocusBench.Text(ours[0], HeaderId.SessionId), Is.EqualTo($"{own};remote={new string('0', 32)}"), "nobody has answered yet");
        Assert.That(ours.Skip(1).Select(message => FocusBench.Text(message, HeaderId.SessionId)), Is.All.EqualTo($"{own};remote={Others}"));
        var ack = ours.First(message => message.Method == SipMethod.Ack);
        Assert.That(ack.Has(HeaderId.PChargingVector), Is.False);
        Assert.That(FocusBench.Text(ours.Last(message => message is { IsRequest: true, Method: SipMethod.Bye }), HeaderId.PChargingVector), Is.EqualTo($"icid-value=\"{icid}\";icid-generated-at=mrfc1;orig-ioi=home1.net"));
        Assert.That(
            FocusBench.Text(ours.Last(message => message is { StatusCode: 200, Method: SipMethod.Invite }), HeaderId.PChargingVector),
            Is.EqualTo($"icid-value=\"{icid}\";icid-generated-at=mrfc1;orig-ioi=home3.net;term-ioi=home1.net"), "home3.net has sent the re-INVITE");
    }

    [TestCase(FocusBench.Redirect, 302)]
    [TestCase("sip:conf-unknown@mrfc1.conference.home1.net", 404)]
    public void What_is_redirected_or_refused_is_charged_all_the_same(string target, int status)
    {
        var bench = Trusting();
        Assert.That(bench.Ue("alice").Try(target, request => request with { Headers = FromCscf }).Status, Is.EqualTo(status));

        var answer = bench.Last($"{status}");
        Assert.That(FocusBench.Text(answer, HeaderId.PChargingVector), Is.EqualTo("icid-value=\"a1\";orig-ioi=home2.net;term-ioi=home1.net"));
        Assert.That(FocusBench.Text(answer, HeaderId.SessionId), Does.EndWith($";remote={Alices}"));
        bench.Driver.Advance(TimeSpan.FromMinutes(10));
        bench.AssertNothingLeft();
    }

    [Test]
    public void A_subscription_outside_of_a_session_is_charged_by_its_own_icid_and_told_to_nobody_else()
    {
        foreach (var isTrusted in (bool[])[true, false])
        {
            var bench = isTrusted ? Trusting() : new FocusBench();
            bench.Make();
            var walter = bench.Ue("walter");
            var subscription = bench.Driver.Run(() => walter.Agent.Subscribe(new SubscribeRequest
            {
                Target = bench.Conference.Uri,
                From = walter.From,
                Event = "conference",
                Headers = FromCscf,
                OnNotify = walter.Take,
            }));
            bench.Await(() => subscription.Established);
            bench.Driver.AdvanceMs(100);

            var notify = bench.Last("NOTIFY");
            Assert.That(FocusBench.Text(notify, HeaderId.PChargingVector), Is.EqualTo(isTrusted ? "icid-value=\"a1\";orig-ioi=home1.net" : ""));
            Assert.That(FocusBench.Text(notify, HeaderId.SessionId), Is.EqualTo($"{bench.Conference.SessionUuid};remote={Alices}"));
            bench.Await(() => subscription.UnsubscribeAsync());
            bench.EveryoneLeaves();
        }
    }

    [TestCase("AEFFA652B22911DFA81F12313A006823", "aeffa652b22911dfa81f12313a006823", Description = "an older device (RFC 7329)")]
    [TestCase("aeffa652b22911dfa81f12313a00682", "00000000000000000000000000000000", Description = "a digit is missing")]
    [TestCase("aeffa652b22911dfa81f12313a00682g", "00000000000000000000000000000000", Description = "no digit")]
    [TestCase(";remote=aeffa652b22911dfa81f12313a006823", "00000000000000000000000000000000", Description = "its half is missing")]
    public void A_session_id_that_is_odd(string value, string remote)
    {
        var bench = new FocusBench();
        bench.Ue("alice", reliable: false).Call(FocusBench.Factory, request => request with { Headers = [new HeaderLine("Session-ID", value)] });
        Assert.That(FocusBench.Text(bench.Last("200"), HeaderId.SessionId), Is.EqualTo($"{bench.Conference.SessionUuid};remote={remote}"));
        bench.EveryoneLeaves();
    }

    private static FocusBench Trusting() => new(settings => settings with { TrustedPeers = ["192.0.2.0/24"] });

    /// <summary>What the focus sent in one call, but 100.</summary>
    private static SipMessage[] Ours(FocusBench bench, string callId) =>
        [.. bench.Network.Sent.Where(sent => Equals(sent.From, IPEndPoint.Parse("192.0.2.1:5060")) && sent.Message.CallId == callId && sent.Message.StatusCode != 100).Select(sent => sent.Message)];
}
