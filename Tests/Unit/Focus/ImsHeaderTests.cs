using ImsConference.Mrfc.Focus.Ims;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sessions;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Focus;

/// <summary>The headers that only IMS has: what is taken from whom, kept, and told to whom (RFC 7315, RFC 3325).</summary>
public sealed class ImsHeaderTests
{
    private static readonly HeaderLine[] FromCscf =
    [
        new("P-Charging-Vector", "icid-value=\"a;b\";icid-generated-at=p1.home2.net;orig-ioi=home2.net;transit-ioi=\"x.1\""),
        new("P-Charging-Function-Addresses", "ccf=192.0.2.51;ccf=[2001:db8::1];ecf=\"aaa://ecf.home2.net\""),
        new("P-Access-Network-Info", "3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=234151D0FCE11"),
        new("P-Asserted-Service", "urn:urn-7:3gpp-service.ims.icsi.mmtel"),
        new("P-Asserted-Identity", "<sip:alice@home2.net>"),
    ];

    [Test]
    public void What_a_cscf_says_for_charging_is_kept_and_answered_to_it()
    {
        var bench = new FocusBench(settings => settings with { TrustedPeers = ["192.0.2.0/24"] });
        bench.Ue("alice", reliable: false).Call(FocusBench.Factory, request => request with { Headers = FromCscf });

        var charging = bench.Conference.Participants.Single().Charging!;
        Assert.That(charging.Vector, Is.EqualTo(new ChargingVector("a;b", "p1.home2.net", "home2.net", "home1.net")));
        Assert.That(charging.CollectionFunctions, Is.EqualTo(["192.0.2.51", "[2001:db8::1]"]));
        Assert.That(charging.EventFunctions, Is.EqualTo(["aaa://ecf.home2.net"]));
        Assert.That(charging.AccessNetwork, Is.EqualTo("3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=234151D0FCE11"));
        Assert.That(charging.Service, Is.EqualTo("urn:urn-7:3gpp-service.ims.icsi.mmtel"));
        var success = bench.Last("200");
        Assert.That(
            FocusBench.Text(success, HeaderId.PChargingVector),
            Is.EqualTo("icid-value=\"a;b\";icid-generated-at=p1.home2.net;orig-ioi=home2.net;term-ioi=home1.net"));
        Assert.That(FocusBench.Text(success, HeaderId.PChargingFunctionAddresses), Does.StartWith("ccf=192.0.2.51;ccf="));
        Assert.That(success.Has(HeaderId.PAccessNetworkInfo), Is.False);
        bench.EveryoneLeaves();
    }

    [Test]
    public void What_a_ue_says_for_charging_counts_nothing_and_gets_no_answer()
    {
        var bench = new FocusBench();
        bench.Ue("alice", reliable: false).Call(FocusBench.Factory, request => request with { Headers = FromCscf });

        var charging = bench.Conference.Participants.Single().Charging!;
        Assert.That(charging.Vector.Icid, Is.Not.EqualTo("a;b").And.Length.EqualTo(32));
        Assert.That((charging.Vector.GeneratedAt, charging.Vector.OrigIoi, charging.AccessNetwork), Is.EqualTo(("mrfc1", (string?)null, (string?)null)));
        var success = bench.Last("200");
        Assert.That(success.Has(HeaderId.PChargingVector) || success.Has(HeaderId.PChargingFunctionAddresses) || success.Has(HeaderId.PAssertedIdentity), Is.False);
        bench.EveryoneLeaves();
    }

    [TestCase("")]
    [TestCase("orig-ioi=home2.net", Description = "icid-value is what it is all about (RFC 7315 §5.6)")]
    [TestCase("icid-value=\"\"")]
    [TestCase("icid-value=\"open")]
    public void Without_an_icid_that_can_be_read_we_make_our_own(string vector)
    {
        var bench = new FocusBench(settings => settings with { TrustedPeers = ["192.0.2.0/24"] });
        bench.Ue("alice", reliable: false).Call(FocusBench.Factory, request => request with
        {
            Headers = vector.Length == 0 ? [] : [new("P-Charging-Vector", vector)],
        });

        var icid = bench.Conference.Participants.Single().Charging!.Vector.Icid;
        Assert.That(
            FocusBench.Text(bench.Last("200"), HeaderId.PChargingVector), Is.EqualTo($"icid-value=\"{icid}\";icid-generated-at=mrfc1;term-ioi=home1.net"));
        bench.EveryoneLeaves();
    }

    [Test]
    public void A_session_that_the_focus_begins_has_an_icid_of_its_own_that_names_the_one_it_came_of()
    {
        var bench = new FocusBench(settings => settings with { TrustedPeers = ["192.0.2.0/24"], Ioi = "Type 3home1.net" });
        var alice = bench.Ue("alice", reliable: false);
        var session = alice.Call(FocusBench.Factory, request => request with { Headers = FromCscf });
        var bob = bench.Ue("bob");
        bob.Answers();
        alice.Refer(session, $"sip:bob@{bob.Node.Address}");

        var charging = bench.Conference.Participants[1].Charging!;
        var invite = bench.Network.Sent.Last(sent => sent.Message is { IsRequest: true, Method: SipMethod.Invite }).Message;
        Assert.That(
            FocusBench.Text(invite, HeaderId.PChargingVector),
            Is.EqualTo($"icid-value=\"{charging.Vector.Icid}\";icid-generated-at=mrfc1;orig-ioi=\"Type 3home1.net\";related-icid=\"a;b\""));
        Assert.That(charging.Vector.Icid, Is.Not.EqualTo("a;b"));
        Assert.That(charging.Vector.TermIoi, Is.Null, "bob's network has not said");
        bench.EveryoneLeaves();
    }
}
