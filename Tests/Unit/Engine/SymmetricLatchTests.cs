using System.Net;
using ImsConference.Engine.Rtp;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Engine;

public sealed class SymmetricLatchTests
{
    private const long Second = 1_000_000;

    private static readonly PeerAddress Peer = At("192.0.2.1:4000");
    private static readonly PeerAddress OtherPort = At("192.0.2.1:5000");
    private static readonly PeerAddress Stranger = At("198.51.100.7:4000");

    private SymmetricLatch _latch = null!;

    [SetUp]
    public void Negotiate()
    {
        _latch = new SymmetricLatch(new LatchRules());
        _latch.Negotiate(Peer);
    }

    [Test]
    public void Nothing_is_accepted_before_signalling_names_the_peer()
    {
        var latch = new SymmetricLatch(new LatchRules());
        for (var i = 0; i < 10; i++) Assert.That(latch.Offer(Peer, 0), Is.EqualTo(LatchVerdict.Foreign));
        Assert.That(latch.Destination.IsKnown, Is.False);
    }

    [Test]
    public void The_negotiated_source_is_latched_at_once_and_not_stolen()
    {
        Assert.That(_latch.Offer(Peer, 0), Is.EqualTo(LatchVerdict.Latched));
        Assert.That(_latch.IsSettled(0), Is.True);
        for (var i = 1; i < 100; i++)
        {
            Assert.That(_latch.Offer(Stranger, i * Second / 50), Is.EqualTo(LatchVerdict.Foreign));
            Assert.That(_latch.Offer(Peer, i * Second / 50), Is.EqualTo(LatchVerdict.Accepted));
        }

        Assert.That(_latch.ForeignPackets, Is.EqualTo(99));
        Assert.That(_latch.Destination, Is.EqualTo(Peer));
    }

    [Test]
    public void Another_source_is_learnt_after_three_packets_in_a_row()
    {
        Assert.That(Offer(OtherPort, OtherPort, Stranger, OtherPort, OtherPort), Is.All.EqualTo(LatchVerdict.Foreign));
        Assert.That(_latch.Destination, Is.EqualTo(Peer), "until then media goes to the negotiated address");
        Assert.That(Offer(OtherPort, OtherPort), Is.EqualTo(new[] { LatchVerdict.Latched, LatchVerdict.Accepted }));
        Assert.That(_latch.Destination, Is.EqualTo(OtherPort));
        Assert.That(Offer(Stranger, Stranger, Stranger, Stranger), Is.All.EqualTo(LatchVerdict.Foreign), "learnt once");
    }

    [Test]
    public void The_negotiated_source_wins_over_a_learnt_one_until_that_is_settled()
    {
        Offer(Stranger, Stranger, Stranger);
        Assert.That(_latch.IsSettled(Second), Is.False);
        Assert.That(_latch.Offer(Peer, Second), Is.EqualTo(LatchVerdict.Latched));

        Negotiate();
        Offer(Stranger, Stranger, Stranger);
        _latch.Offer(Stranger, 3 * Second);
        Assert.That(_latch.IsSettled(3 * Second), Is.True);
        Assert.That(_latch.Offer(Peer, 3 * Second), Is.EqualTo(LatchVerdict.Foreign));
    }

    [Test]
    public void After_a_long_silence_the_latch_opens()
    {
        _latch.Offer(Peer, 0);
        Assert.That(Offer(at: 4 * Second, Stranger, Stranger, Stranger), Is.All.EqualTo(LatchVerdict.Foreign));
        Assert.That(_latch.IsSettled(5 * Second), Is.False);
        Assert.That(Offer(at: 5 * Second, Stranger, Stranger, Stranger)[2], Is.EqualTo(LatchVerdict.Latched));
    }

    [Test]
    public void Signalling_another_address_opens_the_latch_and_the_same_one_does_not()
    {
        _latch.Offer(Peer, 0);
        _latch.Negotiate(Peer);
        Assert.That(_latch.Latched, Is.EqualTo(Peer));
        _latch.Negotiate(OtherPort);
        Assert.That(_latch.Destination, Is.EqualTo(OtherPort));
        Assert.That(_latch.Offer(Peer, 1), Is.EqualTo(LatchVerdict.Foreign));
        Assert.That(_latch.Offer(OtherPort, 1), Is.EqualTo(LatchVerdict.Latched));
    }

    [TestCase(LatchScope.Exact, false, false)]
    [TestCase(LatchScope.AnyPort, true, false)]
    [TestCase(LatchScope.AnyAddress, true, true)]
    public void Scope_bounds_what_is_learnt(LatchScope scope, bool learnsPort, bool learnsAddress)
    {
        _latch = new SymmetricLatch(new LatchRules { Scope = scope });
        _latch.Negotiate(Peer);
        Assert.That(Offer(OtherPort, OtherPort, OtherPort)[2] == LatchVerdict.Latched, Is.EqualTo(learnsPort));

        _latch = new SymmetricLatch(new LatchRules { Scope = scope });
        _latch.Negotiate(Peer);
        Assert.That(Offer(Stranger, Stranger, Stranger)[2] == LatchVerdict.Latched, Is.EqualTo(learnsAddress));
    }

    [TestCase("192.0.2.1:4000", ExpectedResult = "192.0.2.1:4000")]
    [TestCase("[2001:db8::1]:4000", ExpectedResult = "[2001:db8::1]:4000")]
    [TestCase("[::ffff:192.0.2.1]:4000", ExpectedResult = "192.0.2.1:4000", Description = "mapped is the same address")]
    public string? Addresses_survive_as_values(string text)
    {
        var endpoint = IPEndPoint.Parse(text);
        Assert.That(PeerAddress.From(endpoint.Serialize()), Is.EqualTo(PeerAddress.From(endpoint)));
        return PeerAddress.From(endpoint).ToString();
    }

    private static PeerAddress At(string text) => PeerAddress.From(IPEndPoint.Parse(text));

    private LatchVerdict[] Offer(params PeerAddress[] sources) => Offer(0, sources);

    private LatchVerdict[] Offer(long at, params PeerAddress[] sources) => [.. sources.Select(s => _latch.Offer(s, at))];
}
