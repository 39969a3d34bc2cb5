using System.Net;
using ImsConference.Engine.Ports;
using ImsConference.Engine.Rtp;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd;

/// <summary>Many datagrams a call, over real sockets.</summary>
public sealed class LinuxBulkPortTests
{
    private const int Many = 150; // more than two batches

    private readonly byte[] _packet = new byte[1500];

    [TestCase("127.0.0.1")]
    [TestCase("::1")]
    public void Takes_and_sends_many_and_says_from_where(string address)
    {
        using var port = new LinuxBulkPort(new IPEndPoint(IPAddress.Parse(address), 0), 1 << 20);
        using var peer = PacketPorts.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
        Assert.That(port.Receive(), Is.Zero);
        for (var i = 0; i < Many; i++) peer.TrySend(_packet.AsSpan(0, i), port.Local);

        var lengths = new List<int>();
        for (var count = port.Capacity; count == port.Capacity;)
        {
            count = port.Receive();
            for (var i = 0; i < count; i++)
            {
                lengths.Add(port.Packet(i).Length);
                Assert.That(port.From(i), Is.EqualTo(peer.Local));
            }
        }

        Assert.That(lengths, Is.EqualTo(Enumerable.Range(0, Many)));

        for (var i = 0; i < Many; i++) port.Send(_packet.AsSpan(0, i), peer.Local);
        port.Flush();
        Assert.That(Drain(peer), Is.EqualTo(Enumerable.Range(0, Many)));
    }

    [Test]
    public void Nobody_at_one_destination_costs_the_others_nothing()
    {
        using var port = new LinuxBulkPort(new IPEndPoint(IPAddress.Loopback, 0), 1 << 20);
        using var peer = PacketPorts.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var gone = PacketPorts.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        gone.Dispose();
        for (var i = 0; i < Many; i++) port.Send(_packet.AsSpan(0, 1), i % 2 == 0 ? gone.Local : peer.Local);
        port.Flush();
        Assert.That(Drain(peer), Has.Count.EqualTo(Many / 2));
    }

    [Test]
    public void Drops_of_a_full_buffer_are_counted()
    {
        using var port = new LinuxBulkPort(new IPEndPoint(IPAddress.Loopback, 0), 4096);
        using var peer = PacketPorts.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        for (var i = 0; i < Many; i++) peer.TrySend(_packet, port.Local);
        Assert.That(port.KernelDrops, Is.EqualTo(Many - port.Receive()).And.Positive);
    }

    private List<int> Drain(IPacketPort peer)
    {
        var lengths = new List<int>();
        while (peer.TryReceive(_packet, out var length, out _)) lengths.Add(length);
        return lengths;
    }
}
