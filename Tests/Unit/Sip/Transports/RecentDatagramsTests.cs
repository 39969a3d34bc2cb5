using System.Net;
using ImsConference.Sip.Transports;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Sip.Transports;

public sealed class RecentDatagramsTests
{
    private static readonly IPEndPoint Peer = IPEndPoint.Parse("192.0.2.7:5060");

    private readonly ManualTime _time = new();

    [Test]
    public void Each_sender_to_that_peer_is_told_once_and_no_other()
    {
        var recent = new RecentDatagrams(_time);
        var told = new List<string>();
        recent.Add(Peer, _ => told.Add("a"));
        recent.Add(IPEndPoint.Parse("192.0.2.7:5061"), _ => told.Add("other"));
        recent.Add(Peer, null);
        recent.Add(Peer, _ => told.Add("b"));

        Assert.That(recent.Fail(Peer, new IOException()), Is.EqualTo(2));
        Assert.That(recent.Fail(Peer, new IOException()), Is.Zero);
        Assert.That(told, Is.EqualTo(new[] { "a", "b" }));
    }

    [Test]
    public void What_is_long_ago_or_many_messages_ago_is_forgotten()
    {
        var recent = new RecentDatagrams(_time);
        recent.Add(Peer, _ => { });
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.That(recent.Fail(Peer, new IOException()), Is.Zero);

        recent.Add(Peer, _ => { });
        for (var i = 0; i < 2000; i++) recent.Add(IPEndPoint.Parse("192.0.2.8:5060"), _ => { });
        Assert.That(recent.Fail(Peer, new IOException()), Is.Zero);
    }
}
