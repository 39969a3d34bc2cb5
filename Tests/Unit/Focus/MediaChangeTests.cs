using ImsConference.Mrfc.Media;
using ImsConference.Protos.Mp;
using ImsConference.Sip.Sdp;
using ImsConference.Sip.Sessions;
using ImsConference.Tests.Unit.Focus.Negotiation;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Focus;

/// <summary>Codecs that change within a session, and what the MRFP is told of it.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class MediaChangeTests
{
    private const string Wideband = "104 110 100 105\na=rtpmap:104 AMR-WB/16000\na=rtpmap:110 AMR/8000\na=rtpmap:100 telephone-event/16000\na=rtpmap:105 telephone-event/8000";
    private const string Narrowband = "110 105\na=rtpmap:110 AMR/8000\na=rtpmap:105 telephone-event/8000\na=ptime:40";
    private const string Held = Wideband + "\na=sendonly";

    private readonly FocusBench _bench = new(null, 1, ["AMR-WB", "AMR", "opus", "PCMA"]);

    [Test]
    public void A_re_INVITE_changes_the_codec_and_each_change_counts_the_version_up()
    {
        var session = Call(Wideband);
        Assert.That(Sent, Is.EqualTo("104 AMR-WB/16000\n100 telephone-event/16000"));
        var version = session.RemoteDescription!.Origin.Version;

        Assert.That(Modify(session, Narrowband).Succeeded);
        Assert.That(Sent, Is.EqualTo("110 AMR/8000\n105 telephone-event/8000"));
        Assert.That(Stream.PtimeMs, Is.EqualTo(40));
        Assert.That(session.RemoteDescription.Origin.Version, Is.EqualTo(version + 1));

        Assert.That(Modify(session, Narrowband, ModifyBy.Update).Succeeded);
        Assert.That(session.RemoteDescription.Origin.Version, Is.EqualTo(version + 1), "nothing changed");
        End(session);
    }

    [Test]
    public void A_held_stream_keeps_its_codec_and_comes_back()
    {
        var session = Call(Wideband);
        Assert.That(Modify(session, Held).Succeeded);
        Assert.That(session.RemoteDescription!.Media[0].Direction, Is.EqualTo(MediaDirection.ReceiveOnly));
        Assert.That((Stream.Direction, Sent), Is.EqualTo((Direction.ReceiveOnly, "104 AMR-WB/16000\n100 telephone-event/16000")));

        Assert.That(Modify(session, Wideband).Succeeded);
        Assert.That(Stream.Direction, Is.EqualTo(Direction.SendReceive));
        End(session);
    }

    [Test]
    public void A_codec_that_we_lack_leaves_the_session_as_it_was()
    {
        var session = Call(Wideband);
        Assert.That(Modify(session, "18").Status, Is.EqualTo(488));
        Assert.That(Sent, Does.StartWith("104 AMR-WB/16000"));
        End(session);
    }

    [Test]
    public void A_re_INVITE_without_SDP_is_offered_everything_again_and_may_choose_another_codec()
    {
        SessionDescription? offered = null;
        var session = Call(Narrowband, offer =>
        {
            offered = offer;
            return NegotiationBench.Offer("8");
        });
        Assert.That(_bench.Await(() => session.ModifyAsync(null)).Succeeded);
        _bench.Driver.AdvanceMs(50);

        Assert.That(offered!.Media[0].Formats.Take(2), Is.EqualTo(["110", "105"]), "what is in use comes first, with its numbers");
        Assert.That(offered.Media[0].RtpMaps.Select(map => map.Encoding), Is.SupersetOf(new[] { "AMR-WB", "opus", "PCMA" }));
        Assert.That(Sent, Is.EqualTo("8 PCMA/8000"));
        End(session);
    }

    [Test]
    public void A_call_of_ours_offers_every_codec_and_sends_the_one_that_is_answered()
    {
        var bob = _bench.Ue("bob", reliable: false);
        var offered = "";
        InviteSession? called = null;
        bob.Answers(async invite =>
        {
            offered = NegotiationBench.Lines(invite.Offer!.Media[0]);
            called = await invite.AcceptAsync(NegotiationBench.Offer("97 102\na=rtpmap:97 AMR-WB/16000/1\na=fmtp:97 octet-align=1\na=rtpmap:102 telephone-event/16000"));
        });
        var alice = _bench.Ue("alice", reliable: false);
        var session = alice.Call(FocusBench.Factory);
        Assert.That(alice.Refer(session, bob.Uri).FinalStatus, Is.EqualTo(200));
        _bench.Driver.AdvanceMs(50);

        Assert.That(offered, Does.StartWith("96 97 98 99 100 8 101 102 103\n"));
        Assert.That(_bench.Mrfp.Streams.Values.Select(stream => NegotiationBench.Text(stream.SendFormats)),
            Has.One.EqualTo("97 AMR-WB/16000 octet-align=1\n102 telephone-event/16000"));
        _bench.Await(() => called!.ByeAsync());
        End(session);
    }

    [TestCase("192.0.2.99", false, PortMode.Dedicated)]
    [TestCase(FocusBench.Gateway, false, PortMode.Shared)]
    [TestCase(FocusBench.Gateway, true, PortMode.Dedicated, Description = "another has that address already: a port of its own serves it")]
    public void Peers_behind_a_gateway_share_a_port(string address, bool isTaken, PortMode expected)
    {
        _bench.Mrfp.Before = command => command != "AddTermination" || !isTaken || _bench.Mrfp.Commands.Count(seen => seen.StartsWith(command, StringComparison.Ordinal)) > 1
            ? Task.CompletedTask : throw new MrfpException(MrfpFault.Rejected, "remote: taken");
        var session = _bench.Ue("alice", reliable: false).Call(FocusBench.Factory, request => request with
        {
            Offer = NegotiationBench.Offer(Narrowband, $"IN IP4 {address}"),
            OnOffer = incoming => Task.FromResult(OfferReply.Refuse(488)),
        });
        Assert.That(Stream.PortMode, Is.EqualTo(expected));

        Assert.That(_bench.Await(() => session.ModifyAsync(NegotiationBench.Offer(Held, $"IN IP4 {address}"), ModifyBy.ReInvite)).Succeeded);
        Assert.That(Stream.PortMode, Is.EqualTo(expected), "it never changes");
        End(session);
    }

    /// <summary>Whoever moves to an address that another has at the shared port cannot be told apart there any more.</summary>
    [Test]
    public void A_re_INVITE_onto_a_taken_address_is_answered_with_a_port_of_its_own()
    {
        var session = CallFromGateway();
        var before = session.RemoteDescription!;
        RejectModifications(1);
        Assert.That(_bench.Await(() => session.ModifyAsync(NegotiationBench.Offer(Held, $"IN IP4 {FocusBench.Gateway}"), ModifyBy.ReInvite)).Succeeded);
        Assert.That((Stream.PortMode, Stream.Direction), Is.EqualTo((PortMode.Dedicated, Direction.ReceiveOnly)));
        Assert.That(session.RemoteDescription!.Media[0].Port, Is.EqualTo(LocalPort).And.Not.EqualTo(before.Media[0].Port));
        Assert.That(session.RemoteDescription.Origin.Version, Is.EqualTo(before.Origin.Version + 1));

        Assert.That(_bench.Await(() => session.ModifyAsync(NegotiationBench.Offer(Narrowband, $"IN IP4 {FocusBench.Gateway}"), ModifyBy.ReInvite)).Succeeded);
        Assert.That(Stream.PortMode, Is.EqualTo(PortMode.Dedicated), "there is no way back");
        Assert.That(session.RemoteDescription.Media[0].Port, Is.EqualTo(LocalPort));
        End(session);
    }

    [Test]
    public void An_answer_from_a_taken_address_is_followed_by_an_offer_of_the_new_port()
    {
        var offers = new List<SessionDescription>();
        var session = CallFromGateway(offer =>
        {
            offers.Add(offer);
            return NegotiationBench.Offer(Held, $"IN IP4 {FocusBench.Gateway}");
        });
        RejectModifications(1);
        Assert.That(_bench.Await(() => session.ModifyAsync(null)).Succeeded);
        _bench.Driver.AdvanceMs(500);
        Assert.That(Stream.PortMode, Is.EqualTo(PortMode.Dedicated));
        Assert.That(offers, Has.Count.EqualTo(2));
        Assert.That(offers[1].Media[0].Port, Is.EqualTo(LocalPort).And.Not.EqualTo(offers[0].Media[0].Port));
        Assert.That(offers[1].Origin.Version, Is.EqualTo(offers[0].Origin.Version + 1));
        Assert.That(session.HasEnded, Is.False);
        End(session);
    }

    [Test]
    public void A_re_INVITE_that_the_MRFP_cannot_follow_is_refused_and_the_session_stays_as_it_was()
    {
        var session = CallFromGateway();
        var before = Stream.Clone();
        _bench.Mrfp.Before = command => command == "ModifyTermination" ? throw new MrfpException(MrfpFault.Rejected, "remote: taken") : Task.CompletedTask;
        var refused = _bench.Await(() => session.ModifyAsync(NegotiationBench.Offer(Held, $"IN IP4 {FocusBench.Gateway}"), ModifyBy.ReInvite));
        _bench.Driver.AdvanceMs(100);
        Assert.That((refused.Status, session.HasEnded), Is.EqualTo((500, false)));
        Assert.That(Stream, Is.EqualTo(before), "the MRFP goes on as before");
        Assert.That(_bench.Conference.Participants.Single().IsConnected);

        _bench.Mrfp.Before = null;
        Assert.That(_bench.Await(() => session.ModifyAsync(NegotiationBench.Offer(Held, $"IN IP4 {FocusBench.Gateway}"), ModifyBy.ReInvite)).Succeeded);
        Assert.That(Stream.Direction, Is.EqualTo(Direction.ReceiveOnly));
        End(session);
    }

    private int LocalPort => (int)_bench.Mrfp.Contexts.Values.Single().Values.Single().Streams.Single().Local.RtpPort;

    private InviteSession CallFromGateway(Func<SessionDescription, SessionDescription>? answers = null) =>
        _bench.Ue("alice", reliable: false).Call(FocusBench.Factory, request => request with
        {
            Offer = NegotiationBench.Offer(Narrowband, $"IN IP4 {FocusBench.Gateway}"),
            OnOffer = incoming => Task.FromResult(OfferReply.Answer(answers!(incoming.Offer))),
        });

    private void RejectModifications(int times) => _bench.Mrfp.Before = command =>
        command != "ModifyTermination" || times-- <= 0 ? Task.CompletedTask : throw new MrfpException(MrfpFault.Rejected, "remote: taken");

    private StreamDescriptor Stream => _bench.Mrfp.Streams.Values.Single();

    private string Sent => NegotiationBench.Text(Stream.SendFormats);

    private InviteSession Call(string offer, Func<SessionDescription, SessionDescription>? answers = null) =>
        _bench.Ue("alice", reliable: false).Call(FocusBench.Factory, request => request with
        {
            Offer = NegotiationBench.Offer(offer),
            OnOffer = incoming => Task.FromResult(OfferReply.Answer(answers!(incoming.Offer))),
        });

    private ModifyOutcome Modify(InviteSession session, string offer, ModifyBy by = ModifyBy.ReInvite)
    {
        var outcome = _bench.Await(() => session.ModifyAsync(NegotiationBench.Offer(offer), by));
        _bench.Driver.AdvanceMs(50);
        return outcome;
    }

    private void End(InviteSession session)
    {
        _bench.Await(() => session.ByeAsync());
        _bench.AssertNothingLeft();
    }
}
