using System.Net;
using ImsConference.Mrfp.Contexts;
using Microsoft.Extensions.Options;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Mrfp.Contexts;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class PortAllocatorTests
{
    private readonly FakeNetwork _network = new();
    private readonly ManualTime _time = new();

    [Test]
    public void Rtp_is_even_rtcp_the_odd_port_above_and_none_is_given_twice()
    {
        var ports = Allocator(20_000, 20_019);
        var pairs = Enumerable.Range(0, 10).Select(_ => ports.TryTake()!).ToArray();
        Assert.That(pairs.Select(pair => pair.RtpPort), Is.EquivalentTo(Enumerable.Range(0, 10).Select(i => 20_000 + 2 * i)));
        Assert.That(pairs.Select(pair => pair.Rtcp.Local.Port - pair.RtpPort), Is.All.EqualTo(1));
        Assert.That(ports.TryTake(), Is.Null);
        Assert.That((ports.FreePairs, ports.TakenPairs), Is.EqualTo((0, 10)));
    }

    [TestCase(20_000)]
    [TestCase(20_001)]
    public void A_port_that_somebody_else_uses_is_passed_over_until_it_is_free(int taken)
    {
        var ports = Allocator(20_000, 20_003);
        var other = _network.Bind(new IPEndPoint(IPAddress.Loopback, taken));
        Assert.That(ports.TryTake()!.RtpPort, Is.EqualTo(20_002));
        Assert.That(ports.TryTake(), Is.Null);
        Assert.That(_network.BoundPorts, Is.EqualTo(3), "the half that could be bound was closed again");

        other.Dispose();
        Assert.That(ports.TryTake()!.RtpPort, Is.EqualTo(20_000));
    }

    [Test]
    public void A_released_pair_is_closed_at_once_and_rests()
    {
        var ports = Allocator(20_000, 20_001);
        ports.Return(ports.TryTake()!);
        Assert.That(_network.BoundPorts, Is.Zero);
        _time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.That(ports.TryTake(), Is.Null);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.That(ports.TryTake(), Is.Not.Null);
    }

    private PortAllocator Allocator(int first, int last) =>
        new(Options.Create(new RtpOptions { FirstPort = first, LastPort = last }), _time, _network.Bind);
}
