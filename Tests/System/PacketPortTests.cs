using System.Net;
using ImsConference.Engine.Ports;
using ImsConference.Engine.Rtp;
using ImsConference.Tests.EndToEnd.Harness;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd;

/// <summary>The packet port over real sockets: only the kernel can say that connecting keeps others out and lets them in again.</summary>
[TestFixture(typeof(LinuxPacketPort))]
[TestFixture(typeof(SocketPacketPort))]
public sealed class PacketPortTests(Type kind)
{
    private readonly byte[] _buffer = new byte[1500];

    [TestCase("127.0.0.1")]
    [TestCase("::1")]
    public void Takes_what_comes_and_says_from_where(string address)
    {
        Loopback.Need(IPAddress.Parse(address));
        using var port = Open(address);
        using var peer = Open(address);
        Assert.That(port.TryReceive(_buffer, out _, out _), Is.False);
        Assert.That(peer.TrySend([1, 2, 3], port.Local), Is.True);
        Assert.That(peer.TrySend([], port.Local), Is.True);
        Assert.That(port.TryReceive(_buffer, out var length, out var from), Is.True);
        Assert.That((length, from), Is.EqualTo((3, peer.Local)));
        Assert.That(port.TryReceive(_buffer, out length, out _), Is.True, "an empty datagram is one too");
        Assert.That(length, Is.Zero);
        Assert.That(port.TryReceive(_buffer, out _, out _), Is.False);
    }

    [Test]
    public void A_connected_port_hears_its_peer_alone_until_it_is_opened_again()
    {
        using var port = OpenByNumber();
        using var peer = Open("127.0.0.1");
        using var stranger = Open("127.0.0.1");
        port.Connect(peer.Local);
        stranger.TrySend([9], port.Local);
        peer.TrySend([1], port.Local);
        Assert.That(Drain(port), Is.EqualTo(new[] { peer.Local }));
        Assert.That(port.TrySend([2], peer.Local), Is.True);
        Assert.That(Drain(peer), Is.EqualTo(new[] { port.Local }));
        Assert.That(port.TrySend([2], stranger.Local), Is.True, "another destination is still possible");
        Assert.That(Drain(stranger), Is.EqualTo(new[] { port.Local }));

        port.Disconnect();
        stranger.TrySend([9], port.Local);
        Assert.That(Drain(port), Is.EqualTo(new[] { stranger.Local }));

        port.Connect(stranger.Local);
        stranger.TrySend([9], port.Local);
        Assert.That(Drain(port), Is.EqualTo(new[] { stranger.Local }), "and connected to somebody else");
    }

    [Test]
    public void A_peer_that_is_gone_is_no_fault_of_the_port()
    {
        using var port = OpenByNumber();
        using var other = Open("127.0.0.1");
        var peer = Open("127.0.0.1");
        port.Connect(peer.Local);
        peer.Dispose();
        for (var i = 0; i < 20; i++)
        {
            port.TrySend([1], peer.Local); // answered by ICMP: port unreachable
            Assert.That(port.TryReceive(_buffer, out _, out _), Is.False);
        }

        port.Disconnect();
        other.TrySend([1], port.Local);
        Assert.That(Drain(port), Is.EqualTo(new[] { other.Local }));
    }

    [Test]
    public void Nothing_is_allocated_per_packet()
    {
        using var port = OpenByNumber();
        using var peer = OpenByNumber();
        Exchange(port, peer, 100);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Exchange(port, peer, 100);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero, "open");

        port.Connect(peer.Local);
        peer.Connect(port.Local);
        Exchange(port, peer, 100);
        before = GC.GetAllocatedBytesForCurrentThread();
        Exchange(port, peer, 100);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero, "connected");
    }

    [Test]
    public void Drops_of_a_full_buffer_are_counted()
    {
        using var port = Open("127.0.0.1");
        using var peer = Open("127.0.0.1");
        const int Packets = 10_000;
        for (var i = 0; i < Packets; i++) peer.TrySend(_buffer.AsSpan(0, 172), port.Local);
        var taken = Drain(port).Count;
        Assert.That(port.KernelDrops, kind == typeof(LinuxPacketPort) ? Is.EqualTo(Packets - taken).And.Positive : Is.Zero);
    }

    [TestCase("127.0.0.1")]
    [TestCase("::1")]
    public void A_watched_port_holds_packets_once_they_have_come_and_until_it_is_found_empty(string address)
    {
        using var watch = new PacketWatch();
        using var port = Open(address);
        using var other = Open(address);
        using var peer = Open(address);
        watch.Watch(port);
        watch.Watch(other);
        Assert.That(Drain(port), Is.Empty, "whatever came before is not told");
        Assert.That(Drain(other), Is.Empty);

        for (var round = 0; round < 3; round++)
        {
            peer.TrySend([1], port.Local);
            peer.TrySend([2], port.Local);
            watch.Look();
            Assert.That(port.MayHoldPackets, Is.True);
            Assert.That(other.MayHoldPackets, Is.EqualTo(kind != typeof(LinuxPacketPort)));
            Assert.That(Drain(port), Has.Count.EqualTo(2));
            watch.Look();
            Assert.That(port.MayHoldPackets, Is.EqualTo(kind != typeof(LinuxPacketPort)));
        }

        watch.Remove(port);
        watch.Remove(other);
        Assert.That((port.MayHoldPackets, watch.Count), Is.EqualTo((true, 0)), "asked each time again");
    }

    private IPacketPort Open(string address) => Open(new IPEndPoint(IPAddress.Parse(address), 0));

    private IPacketPort Open(IPEndPoint local) => kind == typeof(LinuxPacketPort) ? new LinuxPacketPort(local) : new SocketPacketPort(local);

    // Connecting needs a port that was bound by its number; one that was free a moment ago will do.
    private IPacketPort OpenByNumber()
    {
        using var free = Open("127.0.0.1");
        var local = free.Local.ToEndPoint();
        free.Dispose();
        return Open(local);
    }

    private void Exchange(IPacketPort port, IPacketPort peer, int packets)
    {
        for (var i = 0; i < packets; i++)
        {
            port.TrySend(_buffer.AsSpan(0, 172), peer.Local);
            peer.TryReceive(_buffer, out _, out _);
            peer.TrySend(_buffer.AsSpan(0, 172), port.Local);
            port.TryReceive(_buffer, out _, out _);
            port.TryReceive(_buffer, out _, out _);
        }
    }

    private List<PeerAddress> Drain(IPacketPort port)
    {
        var sources = new List<PeerAddress>();
        while (port.TryReceive(_buffer, out _, out var from)) sources.Add(from);
        return sources;
    }
}
