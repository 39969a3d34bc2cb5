using ImsConference.Engine.Mixing;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Engine;

/// <summary>Who is mixed when more speak than there are places.</summary>
public sealed class SpeakerSelectorTests
{
    private const byte Silent = LevelMeter.Silence;
    private const int FramesASecond = 50;

    private Talker[] _talkers = [];

    [SetUp]
    public void Begin() => _talkers = [.. Enumerable.Range(0, 5).Select(_ => new Talker())];

    [Test]
    public void Whoever_speaks_has_a_free_place_at_once()
    {
        var selector = new SpeakerSelector(2);
        Assert.That(Turn(selector, 30, Silent, Silent), Is.EqualTo(new[] { 0 }));
        Assert.That(Turn(selector, 30, Silent, 40), Is.EqualTo(new[] { 0, 2 }));
    }

    [Test]
    public void Of_many_who_begin_together_the_loudest_are_taken() =>
        Assert.That(Turn(new SpeakerSelector(2), 40, 20, 45, 25, 30), Is.EqualTo(new[] { 1, 3 }));

    [Test]
    public void Background_noise_is_not_mixed()
    {
        var selector = new SpeakerSelector(2);
        for (var i = 0; i < 20 * FramesASecond; i++) Turn(selector, 60, 50, Silent);
        Assert.That(Turn(selector, 60, 50, Silent), Is.Empty);
    }

    [Test]
    public void A_cough_displaces_nobody()
    {
        var selector = Settled();
        for (var i = 0; i < SpeakerSelector.AttackFrames - 1; i++) Assert.That(Turn(selector, 30, 30, 10), Is.EqualTo(new[] { 0, 1 }));
        for (var i = 0; i < FramesASecond; i++) Assert.That(Turn(selector, 30, 30, Silent), Is.EqualTo(new[] { 0, 1 }));
    }

    [Test]
    public void A_louder_speaker_displaces_the_weakest_and_stays_for_the_hold()
    {
        var selector = Settled();
        var frames = 0;
        while (Turn(selector, 25, 30, 15) is [0, 1]) Assert.That(++frames, Is.LessThan(2 * SpeakerSelector.AttackFrames));
        Assert.That(Turn(selector, 25, 30, 15), Is.EqualTo(new[] { 0, 2 }));

        for (frames = 0; frames < SpeakerSelector.HoldFrames - 2; frames++)
            Assert.That(Turn(selector, 12, 20, 35), Is.EqualTo(new[] { 0, 2 }), $"frame {frames}");
        for (; frames < 2 * FramesASecond; frames++) Turn(selector, 12, 20, 35);
        Assert.That(Turn(selector, 12, 20, 35), Is.EqualTo(new[] { 0, 1 }));
    }

    [Test]
    public void Equals_do_not_flutter([Random(5)] int seed)
    {
        var random = new Random(seed);
        var selector = Settled();
        var before = Turn(selector, 30, 30, 30, 30, 30);
        var changes = 0;
        for (var i = 0; i < 60 * FramesASecond; i++)
        {
            var now = Turn(selector, Level(), Level(), Level(), Level(), Level());
            if (!now.SequenceEqual(before)) changes++;
            before = now;
        }

        Assert.That(changes, Is.LessThan(10), $"seed {seed}: in a minute");

        byte Level() => (byte)(30 + random.Next(-2, 3));
    }

    [Test]
    public void Words_and_their_gaps_are_one_turn()
    {
        var selector = new SpeakerSelector(1);
        for (var i = 0; i < 10 * FramesASecond; i++)
            Assert.That(Turn(selector, i % 25 < 15 ? (byte)30 : Silent), Is.EqualTo(new[] { 0 }), $"frame {i}");
        for (var i = 0; i < 15; i++) Turn(selector, Silent);
        Assert.That(Turn(selector, Silent), Is.Empty, "300 ms after the last word");
    }

    [Test]
    public void The_senders_own_verdict_is_believed()
    {
        var (noisy, quiet) = (new Talker(), new Talker());
        for (var i = 0; i < FramesASecond; i++)
        {
            noisy.Hear(25, isVoice: false);
            quiet.Hear(50, isVoice: true);
        }

        Assert.That((noisy.IsSpeaking, quiet.IsSpeaking), Is.EqualTo((false, true)));
        quiet.Hear(Silent, isVoice: true);
        for (var i = 0; i < FramesASecond; i++) quiet.Hear(Silent, isVoice: true);
        Assert.That(quiet.IsSpeaking, Is.False, "a flag without sound");
    }

    [Test]
    public void Never_more_than_the_places_and_never_a_place_left_free([Random(10)] int seed)
    {
        var random = new Random(seed);
        var places = random.Next(1, 5);
        var selector = new SpeakerSelector(places);
        for (var i = 0; i < 1000; i++)
        {
            foreach (var talker in _talkers) talker.Hear((byte)(random.Next(3) == 0 ? Silent : random.Next(10, 60)));
            var selected = selector.Select(_talkers);
            Assert.Multiple(() =>
            {
                Assert.That(_talkers.Count(it => it.IsSelected), Is.EqualTo(selected), $"seed {seed}");
                Assert.That(selected, Is.EqualTo(Math.Min(places, _talkers.Count(it => it.IsSpeaking))), $"seed {seed}");
                Assert.That(_talkers.Where(it => it.IsSelected), Is.All.Property(nameof(Talker.IsSpeaking)).True, $"seed {seed}");
            });
        }
    }

    private SpeakerSelector Settled()
    {
        var selector = new SpeakerSelector(2);
        for (var i = 0; i < 2 * FramesASecond; i++) Turn(selector, 30, 30);
        return selector;
    }

    // Indices of those who are mixed; whoever has no level is silent.
    private int[] Turn(SpeakerSelector selector, params byte[] levels)
    {
        for (var i = 0; i < _talkers.Length; i++) _talkers[i].Hear(i < levels.Length ? levels[i] : Silent);
        selector.Select(_talkers);
        return [.. Enumerable.Range(0, _talkers.Length).Where(i => _talkers[i].IsSelected)];
    }
}
