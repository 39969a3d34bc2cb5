using System.Net;
using ImsConference.Engine.Rtp;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Mrfp;

/// <summary>Two ports that share keys understand each other; whoever has none is not heard.</summary>
public sealed class SecurePacketPortTests
{
    private static readonly byte[] Rtp = [0x80, 0, 0, 1, 0, 0, 0, 160, 0, 0, 0, 9, 1, 2, 3, 4];
    private static readonly byte[] Rtcp = [0x80, 201, 0, 1, 0, 0, 0, 9];

    private static readonly byte[] Ours = [.. Enumerable.Range(0, 30).Select(i => (byte)i)];
    private static readonly byte[] Theirs = [.. Enumerable.Range(0, 30).Select(i => (byte)(200 - i))];

    private readonly byte[] _buffer = new byte[2048];
    private FakeNetwork _network = null!;
    private FakePort _here = null!;
    private FakePort _there = null!;
    private SecurePacketPort _secure = null!;
    private SecurePacketPort _peer = null!;

    [SetUp]
    public void Make()
    {
        _network = new FakeNetwork();
        _here = _network.Bind(new IPEndPoint(IPAddress.Loopback, 10_000));
        _there = _network.Bind(new IPEndPoint(IPAddress.Loopback, 20_000));
        var suite = SrtpSuite.AesCm128HmacSha1Tag80;
        _secure = new SecurePacketPort(_here, new SrtpKeys(suite, [.. Ours], [.. Theirs]));
        _peer = new SecurePacketPort(_there, new SrtpKeys(suite, [.. Theirs], [.. Ours]));
    }

    [TearDown]
    public void Free()
    {
        _secure.Dispose();
        _peer.Dispose();
        _here.Dispose();
        _there.Dispose();
    }

    [TestCaseSource(nameof(Kinds))]
    public void Packets_are_protected_on_the_way(byte[] packet)
    {
        Assert.That(_secure.TrySend(packet, _there.Local));
        Assert.That(_there.TryReceive(_buffer, out var length, out _));
        Assert.That(length, Is.GreaterThan(packet.Length));

        _here.TrySend(_buffer.AsSpan(0, length), _there.Local);
        Assert.That(_peer.TryReceive(_buffer, out length, out var from));
        Assert.That(_buffer[..length], Is.EqualTo(packet));
        Assert.That(from, Is.EqualTo(_here.Local));
    }

    [Test]
    public void What_is_in_the_clear_is_dropped_and_the_next_one_taken()
    {
        _there.TrySend(Rtp, _here.Local);
        _there.TrySend(Rtcp, _here.Local);
        _peer.TrySend(Rtp, _here.Local);
        Assert.That(_secure.TryReceive(_buffer, out var length, out _));
        Assert.That(_buffer[..length], Is.EqualTo(Rtp));
        Assert.That(_secure.TryReceive(_buffer, out _, out _), Is.False);
        Assert.That(_secure.ForgedPackets, Is.EqualTo(2));
    }

    [Test]
    public void What_was_here_before_is_dropped()
    {
        _peer.TrySend(Rtp, _here.Local);
        Assert.That(_here.TryReceive(_buffer, out var length, out _));
        _there.TrySend(_buffer.AsSpan(0, length), _here.Local);
        _there.TrySend(_buffer.AsSpan(0, length), _here.Local);
        Assert.That(_secure.TryReceive(_buffer, out _, out _));
        Assert.That(_secure.TryReceive(_buffer, out _, out _), Is.False);
        Assert.That(_secure.ReplayedPackets, Is.EqualTo(1));
    }

    [Test]
    public void A_direction_whose_key_stays_goes_on_as_it_is()
    {
        var suite = SrtpSuite.AesCm128HmacSha1Tag80;
        byte[] next = [.. Enumerable.Repeat((byte)0x33, 30)];
        _peer.TrySend(Rtp, _here.Local);
        Assert.That(_here.TryReceive(_buffer, out var length, out _));
        var old = _buffer[..length];
        _there.TrySend(old, _here.Local);
        Assert.That(_secure.TryReceive(_buffer, out _, out _));

        _secure.Rekey(new SrtpKeys(suite, [.. next], [.. Theirs]));
        _there.TrySend(old, _here.Local);
        Assert.That(_secure.TryReceive(_buffer, out _, out _), Is.False);
        Assert.That(_secure.ReplayedPackets, Is.EqualTo(1), "what was received is still known");

        _peer.Rekey(new SrtpKeys(suite, [.. Theirs], [.. next]));
        Assert.That(_secure.TrySend(Rtp, _there.Local));
        Assert.That(_peer.TryReceive(_buffer, out _, out _), "under the new key");
    }

    [Test]
    public void A_packet_too_long_to_be_protected_is_not_sent() => Assert.That(_secure.TrySend(new byte[2048], _there.Local), Is.False);

    private static IEnumerable<TestCaseData> Kinds() =>
        [new TestCaseData(Rtp).SetArgDisplayNames("RTP"), new TestCaseData(Rtcp).SetArgDisplayNames("RTCP")];
}
