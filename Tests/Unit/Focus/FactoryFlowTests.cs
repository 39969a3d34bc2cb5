using ImsConference.Protos.Mp;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sdp;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Focus;

/// <summary>The factory flow of TS 24.147 A.3, message by message.</summary>
public sealed class FactoryFlowTests
{
    [Test]
    public void With_preconditions_183_PRACK_UPDATE_200()
    {
        var bench = new FocusBench();
        bench.Make();

        Assert.That(bench.Ladder, Is.EqualTo("INVITE 183 PRACK 200 UPDATE 200 200 ACK"));
        var progress = bench.Last("183");
        Assert.That(FocusBench.Text(progress, HeaderId.Contact), Is.EqualTo(bench.Conference.Contact));
        Assert.That(progress.Lists(HeaderId.Require, "100rel") && progress.Lists(HeaderId.Require, "precondition"));
        var sdp = System.Text.Encoding.UTF8.GetString(progress.Body.Span);
        Assert.That(sdp, Does.Contain("a=curr:qos local sendrecv").And.Contain("a=curr:qos remote none")
            .And.Contain("a=des:qos mandatory local sendrecv").And.Contain("a=conf:qos remote sendrecv"));

        var success = bench.Network.Sent.Last(sent => sent.Message is { StatusCode: 200, Method: SipMethod.Invite }).Message;
        Assert.That(success.Body.IsEmpty, "the answer went with the 183");
        Assert.That(FocusBench.Text(success, HeaderId.Contact), Does.EndWith(";isfocus"));
        Assert.That(success.Lists(HeaderId.AllowEvents, "conference"));
        Assert.That(success.Lists(HeaderId.Allow, "REFER"));

        Assert.That(bench.Mrfp.Commands.Skip(2).Select(command => command.Split(' ')[0]),
            Is.EqualTo(new[] { "AddContext", "AddTermination", "ModifyTermination" }));
        var stream = bench.Mrfp.Streams.Values.Single();
        Assert.That(stream.Direction, Is.EqualTo(Direction.SendReceive));
        Assert.That(stream.Remote.RtpPort, Is.EqualTo(4000));
        Assert.That(stream.SendFormats.Select(format => format.Encoding), Is.EqualTo(new[] { "PCMU", "telephone-event" }));

        bench.EveryoneLeaves();
    }

    [Test]
    public void A_plain_UE_gets_200_at_once()
    {
        var bench = new FocusBench();
        bench.Make(reliable: false);

        Assert.That(bench.Ladder, Is.EqualTo("INVITE 200 ACK"));
        Assert.That(bench.Last("200").Body.IsEmpty, Is.False);
        Assert.That(bench.Mrfp.Commands[^1], Does.StartWith("AddTermination"), "configured at once");

        bench.EveryoneLeaves();
    }

    [Test]
    public void The_stream_is_silent_until_both_sides_have_their_resources()
    {
        var bench = new FocusBench();
        var alice = bench.Ue("alice");
        var invite = alice.Send(alice.Request(FocusBench.Factory));
        bench.Driver.AdvanceMs(500);

        Assert.That(bench.Ladder, Does.EndWith("PRACK 200"));
        Assert.That(bench.Mrfp.Streams.Values.Single().Direction, Is.EqualTo(Direction.Inactive));
        bench.Driver.Advance(TimeSpan.FromSeconds(60));
        Assert.That(bench.Await(() => invite.Outcome).Status, Is.EqualTo(580), "no UPDATE came");
        bench.AssertNothingLeft();
    }

    [Test]
    public void An_INVITE_without_SDP_is_offered_in_the_200()
    {
        var bench = new FocusBench();
        var session = bench.Ue("alice", reliable: false).Call(FocusBench.Factory, request => request with { Offer = null });

        Assert.That(session.RemoteDescription!.Media[0].Formats, Is.EqualTo(new[] { "8", "0", "101" }));
        Assert.That(bench.Mrfp.Streams.Values.Single().Direction, Is.EqualTo(Direction.SendReceive));
        Assert.That(bench.Mrfp.Streams.Values.Single().SendFormats.Select(format => format.Encoding), Is.EqualTo(new[] { "PCMA" }));

        bench.EveryoneLeaves();
    }

    [Test]
    public void Lines_that_are_no_audio_are_refused_in_their_place()
    {
        var bench = new FocusBench();
        var offer = FocusBench.Sdp(4000);
        var video = new MediaDescription { Media = "video", Port = 5000, Formats = ["96"] };
        var session = bench.Ue("alice", reliable: false).Call(FocusBench.Factory, request => request with { Offer = offer with { Media = [video, .. offer.Media, video] } });

        Assert.That(session.RemoteDescription!.Media.Select(media => media.Port > 0), Is.EqualTo(new[] { false, true, false }));
        Assert.That(bench.Mrfp.Streams.Values.Single().StreamId, Is.EqualTo(2));

        bench.EveryoneLeaves();
    }

    [Test]
    public void A_charging_vector_is_echoed_with_our_ioi_and_the_focus_says_who_it_is_to_a_trusted_peer()
    {
        var bench = new FocusBench(settings => settings with { TrustedPeers = ["192.0.2.0/24"] });
        var session = bench.Ue("alice", reliable: false).Call(FocusBench.Factory, request => request with
        {
            Headers = [new("P-Charging-Vector", "icid-value=\"a;b\";orig-ioi=home2.net"), new("P-Asserted-Identity", "\"A\" <sip:Alice@Home2.net>, <tel:+1>")],
        });

        var success = bench.Last("200");
        Assert.That(FocusBench.Text(success, HeaderId.PChargingVector), Is.EqualTo("icid-value=\"a;b\";orig-ioi=home2.net;term-ioi=home1.net"));
        Assert.That(FocusBench.Text(success, HeaderId.PAssertedIdentity), Is.EqualTo($"<{bench.Conference.Uri}>"));
        Assert.That(bench.Conference.Participants.Single().User.Uri, Is.EqualTo("sip:Alice@home2.net"));

        bench.EveryoneLeaves();
    }

    [Test]
    public void An_asserted_identity_from_anybody_else_counts_nothing()
    {
        var bench = new FocusBench();
        var alice = bench.Ue("alice", reliable: false);
        alice.Call(FocusBench.Factory, request => request with { Headers = [new("P-Asserted-Identity", "<sip:ceo@home1.net>")] });

        Assert.That(bench.Conference.Participants.Single().User.Uri, Is.EqualTo(alice.Uri));
        bench.EveryoneLeaves();
    }
}
