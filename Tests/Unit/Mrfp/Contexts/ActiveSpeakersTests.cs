using ImsConference.Mrfp.Contexts;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Mrfp.Contexts;

/// <summary>Who is heard, as the MRFC is told.</summary>
public sealed class ActiveSpeakersTests
{
    private MediaBench _bench = null!;

    [SetUp]
    public void Begin() => _bench = new MediaBench();

    [TearDown]
    public void End() => _bench.Dispose();

    [Test]
    public async Task Changes_are_told_the_loudest_first()
    {
        await _bench.AddContextAsync("c1", speakersSeconds: 0.5);
        var quiet = await _bench.JoinAsync("c1", "a", 440);
        quiet.Amplitude = 1000;
        await _bench.JoinAsync("c1", "b", 1000);
        await _bench.JoinAsync("c1", "c", 0);
        _bench.Run(2);

        Assert.That(Told(), Is.EqualTo(new[] { "b a" }), "and once, while nothing changes");
        Assert.That(_bench.Happened.Last(it => it.Kind == MediaEventKind.ActiveSpeakers).Speakers!.Select(it => (int)it.Level), Is.All.InRange(14, 35));

        quiet.ToneHz = 0;
        _bench.Run(1);
        await _bench.Do(_bench.Node.SubtractTerminationAsync("c1", "b", CancellationToken.None));
        _bench.Run(1);
        Assert.That(Told(), Is.EqualTo(new[] { "b a", "b", "" }), "one falls silent, the other leaves");
    }

    [Test]
    public async Task Flutter_is_told_no_more_often_than_asked()
    {
        await _bench.AddContextAsync("c1", speakersSeconds: 1);
        var talker = await _bench.JoinAsync("c1", "a", 440);
        for (var i = 0; i < 20; i++)
        {
            talker.ToneHz = i % 2 == 0 ? 440 : 0;
            _bench.Run(0.4);
        }

        Assert.That(Told(), Has.Count.InRange(4, 9), "in 8 s");
    }

    [Test]
    public async Task Nothing_is_told_to_who_did_not_ask()
    {
        await _bench.AddContextAsync("c1");
        await _bench.JoinAsync("c1", "a", 440);
        _bench.Run(1);
        Assert.That(Told(), Is.Empty);
    }

    private List<string> Told() =>
        [.. from happened in _bench.Happened
            where happened.Kind == MediaEventKind.ActiveSpeakers
            select string.Join(' ', happened.Speakers!.Select(it => it.TerminationId))];
}
