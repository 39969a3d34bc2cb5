using ImsConference.Engine.Rtp;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Mrfp.Contexts;

/// <summary>A conference of whom one speaks SRTP and the other does not.</summary>
public sealed class SrtpStreamTests
{
    private const double Loud = -25;
    private const double Gone = -50;

    private static readonly byte[] Ours = [.. Enumerable.Range(0, 30).Select(i => (byte)i)];
    private static readonly byte[] Theirs = [.. Enumerable.Range(0, 30).Select(i => (byte)(200 - i))];
    private static readonly SrtpKeys Keys = new(SrtpSuite.AesCm128HmacSha1Tag80, [.. Ours], [.. Theirs]);

    private MediaBench _bench = null!;

    [SetUp]
    public Task Begin()
    {
        _bench = new MediaBench();
        return _bench.AddContextAsync("c1");
    }

    [TearDown]
    public void End() => _bench.Dispose();

    [Test]
    public async Task Both_hear_each_other()
    {
        using var seal = SrtpSession.ForSending(Keys.Suite, Theirs);
        using var unseal = SrtpSession.ForReceiving(Keys.Suite, Ours);
        var secure = await _bench.JoinAsync("c1", "a", 440, it => it with { Srtp = Keys });
        (secure.Seal, secure.Unseal) = (seal, unseal);
        var clear = await _bench.JoinAsync("c1", "b", 1000);
        _bench.Run(1);

        Assert.Multiple(() =>
        {
            Assert.That(secure.LevelDb(1000), Is.GreaterThan(Loud));
            Assert.That(clear.LevelDb(440), Is.GreaterThan(Loud));
            Assert.That(secure.LevelDb(440), Is.LessThan(Gone));
        });
        var figures = (await _bench.AuditAsync("c1", "a")).Audio.Statistics;
        Assert.That((figures.SrtpForged, figures.SrtpReplayed, figures.PacketsLost), Is.EqualTo((0L, 0L, 0L)));
    }

    [Test]
    public async Task Who_has_no_key_is_not_heard_and_takes_no_stream()
    {
        var forger = await _bench.JoinAsync("c1", "a", 440, it => it with { Srtp = Keys });
        var listener = await _bench.JoinAsync("c1", "b", 0);
        forger.Keeps = false;
        _bench.Run(1);

        Assert.That(listener.LevelDb(440), Is.LessThan(Gone));
        var state = (await _bench.AuditAsync("c1", "a")).Audio;
        Assert.That(state.Statistics.SrtpForged, Is.GreaterThan(40));
        Assert.That(state.Latched.IsKnown, Is.False);
    }
}
