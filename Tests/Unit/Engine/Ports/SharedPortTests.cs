using System.Net;
using ImsConference.Engine.Ports;
using ImsConference.Engine.Rtp;
using ImsConference.Tests.Unit.Mrfp;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Engine.Ports;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SharedPortTests : IDisposable
{
    private const int Slots = 40;

    private readonly FakeNetwork _network = new();
    private readonly SharedPort _shared;
    private readonly FakePort _anna;
    private readonly FakePort _bert;
    private readonly byte[] _buffer = new byte[2048];

    public SharedPortTests()
    {
        _shared = new SharedPort(new FakeBulkPort(_network.Bind(new IPEndPoint(IPAddress.Loopback, 10_000))), Slots);
        _anna = _network.Bind(new IPEndPoint(IPAddress.Loopback, 40_000));
        _bert = _network.Bind(new IPEndPoint(IPAddress.Loopback, 40_002));
    }

    public void Dispose() => _shared.Dispose();

    [Test]
    public void Each_member_takes_what_comes_from_its_own_peer_in_order()
    {
        var (annas, berts) = (Expecting(_anna), Expecting(_bert));
        for (byte i = 0; i < 6; i++) (i % 3 == 0 ? _anna : _bert).TrySend([i], _shared.Local);
        Assert.That(annas.MayHoldPackets, Is.False, "nobody has looked yet");

        _shared.Receive();
        Assert.That(annas.MayHoldPackets && berts.MayHoldPackets, Is.True);
        Assert.That(Drain(annas), Is.EqualTo(new[] { 0, 3 }));
        Assert.That(Drain(berts), Is.EqualTo(new[] { 1, 2, 4, 5 }));
        Assert.That(annas.MayHoldPackets || berts.MayHoldPackets, Is.False);
        Assert.That(_shared.UnknownPackets, Is.Zero);
    }

    [Test]
    public void What_comes_from_nowhere_known_is_counted_and_dropped()
    {
        var annas = Expecting(_anna);
        _bert.TrySend([1], _shared.Local);
        _shared.Receive();
        Assert.That((Drain(annas).Count, _shared.UnknownPackets), Is.EqualTo((0, 1)));
    }

    [Test]
    public void No_two_members_expect_the_same_peer()
    {
        var annas = Expecting(_anna);
        var second = Expecting(_bert);
        Assert.That(second.TryExpect(_anna.Local), Is.False);
        _bert.TrySend([7], _shared.Local);
        _shared.Receive();
        Assert.That(Drain(second), Is.EqualTo(new[] { 7 }), "it stays where it was");

        Assert.That(annas.TryExpect(default), Is.True);
        Assert.That(second.TryExpect(_anna.Local), Is.True, "now that she has gone");
        _anna.TrySend([8], _shared.Local);
        _bert.TrySend([9], _shared.Local);
        _shared.Receive();
        Assert.That(Drain(second), Is.EqualTo(new[] { 8 }));
        Assert.That(_shared.UnknownPackets, Is.EqualTo(1));
    }

    [Test]
    public void A_flood_from_one_peer_takes_nobody_elses_place()
    {
        var (annas, berts) = (Expecting(_anna), Expecting(_bert));
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < 45; i++) _anna.TrySend([1], _shared.Local);
            _bert.TrySend([2], _shared.Local);
            _shared.Receive();
            Assert.That(Drain(annas), Has.Count.EqualTo(32));
            Assert.That(Drain(berts), Has.Count.EqualTo(1));
            Assert.That(annas.KernelDrops, Is.EqualTo(13 * (round + 1)));
        }
    }

    [Test]
    public void Packets_of_a_member_that_has_gone_leave_their_places()
    {
        for (var round = 0; round < 3 * Slots; round++)
        {
            var annas = Expecting(_anna);
            _anna.TrySend([1], _shared.Local);
            _shared.Receive();
            Assert.That(annas.TryExpect(default), Is.True);
            Assert.That(annas.MayHoldPackets, Is.False);
        }
    }

    [Test]
    public void Nothing_is_allocated_per_packet()
    {
        var annas = Expecting(_anna);
        Assert.That(Allocations.OfLeanest(() => Exchange(annas)), Is.Zero);
    }

    private IPacketPort Expecting(FakePort peer)
    {
        var member = _shared.Join();
        Assert.That(member.TryExpect(peer.Local), Is.True);
        return member;
    }

    private List<int> Drain(IPacketPort member)
    {
        var first = new List<int>();
        while (member.TryReceive(_buffer, out _, out _)) first.Add(_buffer[0]);
        return first;
    }

    private void Exchange(IPacketPort member)
    {
        for (var i = 0; i < 10; i++)
        {
            _anna.TrySend(_buffer.AsSpan(0, 172), _shared.Local);
            _bert.TrySend(_buffer.AsSpan(0, 172), _shared.Local);
            _shared.Receive();
            while (member.TryReceive(_buffer, out _, out _)) continue;
            member.TrySend(_buffer.AsSpan(0, 172), _anna.Local);
            _shared.Flush();
            while (_anna.TryReceive(_buffer, out _, out _)) continue;
        }
    }
}
