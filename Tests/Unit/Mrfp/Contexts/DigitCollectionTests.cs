using ImsConference.Engine.Rtp;
using ImsConference.Mrfp.Contexts;
using ImsConference.Mrfp.Control;
using ImsConference.Mrfp.Playback;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Mrfp.Contexts;

/// <summary>Play-and-collect in a context: keys by event, by tone, by signalling; barge-in; what the others hear of it.</summary>
[CancelAfter(60_000)]
public sealed class DigitCollectionTests
{
    private static readonly DigitRules Rules = new(Least: 4, Most: 6, Terminator: '#', FirstMs: 5_000, InterMs: 3_000, OverallMs: 30_000);
    private static readonly Announcement Prompt = new([new SoundOrder([], new ToneShape([700], -10, [2000]), 0)], 1, 0, 0);

    private MediaBench _bench = null!;
    private FakePeer _alice = null!;
    private uint _timestamp = 1000;

    [SetUp]
    public async Task BeginAsync()
    {
        _bench = new MediaBench();
        await _bench.AddContextAsync("c");
        _alice = await _bench.JoinAsync("c", "a", 0);
        _bench.Run(1);
    }

    [TearDown]
    public void End() => _bench.Dispose();

    [Test]
    public async Task Keys_by_event_are_collected_and_not_reported_one_by_one()
    {
        var state = await AskAsync(Order());
        Assert.That(state, Is.EqualTo(new CollectionState("d", 2000, false)));
        foreach (var key in "1234#") Press(key);
        Assert.That(Happened(), Is.EqualTo(["DigitsCollected 1234 Terminator"]));
        Press('5');
        Assert.That(Happened()[1], Is.EqualTo("Dtmf"), "an ordinary key again");
    }

    [Test]
    public async Task A_key_cuts_the_prompt_within_40_ms()
    {
        await AskAsync(Order());
        _bench.Run(1);
        Assert.That(_alice.LevelDb(700, 0.2), Is.GreaterThan(-20));
        SendEvent('1', 160, isEnd: false, marker: true);
        _bench.Run(TimeSpan.FromMilliseconds(40));
        _alice.Forget();
        _bench.Run(0.3);
        Assert.That(_alice.LevelDb(700, 0.3), Is.LessThan(-70), "the key is still down");
    }

    [Test]
    public async Task Without_barge_in_keys_count_from_the_prompts_end_on()
    {
        await AskAsync(Order() with { BargesIn = false });
        Press('9');
        Assert.That(_alice.LevelDb(700, 0.1), Is.GreaterThan(-20), "it plays on");
        _bench.Run(2);
        foreach (var key in "123456") Press(key);
        Assert.That(Happened(), Is.EqualTo(["DigitsCollected 123456 Complete"]));
    }

    [TestCase(false, "")]
    [TestCase(true, "78")]
    public async Task Earlier_keys_count_or_are_forgotten(bool keeps, string expected)
    {
        Press('7');
        Press('8');
        await AskAsync(Order() with { KeepsEarlierKeys = keeps, Prompt = null });
        _bench.Run(6);
        Assert.That(Happened()[^1], Is.EqualTo($"DigitsCollected {expected} {(keeps ? DigitsEnd.InterTimeout : DigitsEnd.FirstTimeout)}"));
    }

    [Test]
    public async Task Patience_begins_when_the_prompt_is_over()
    {
        await AskAsync(Order());
        _bench.Run(6.9);
        Assert.That(Happened(), Is.Empty);
        _bench.Run(0.2);
        Assert.That(Happened(), Is.EqualTo(["DigitsCollected  FirstTimeout"]));
    }

    [Test]
    public async Task Tones_in_the_speech_of_one_without_events_are_collected_and_the_others_do_not_hear_them()
    {
        var bob = await _bench.JoinAsync("c", "b", 0, settings => settings with
        {
            ReceivePayloads = new PayloadMap([(0, PayloadMeaning.Of(ImsConference.Engine.Codecs.AudioFormat.Pcmu))]),
            DetectDtmf = false,
        });
        _bench.Run(1);
        await AskAsync(Order("b") with { Prompt = null, Mutes = true });
        foreach (var (low, high) in new[] { (697, 1209), (697, 1336), (697, 1477), (770, 1209), (941, 1477) })
        {
            (bob.ToneHz, bob.OtherToneHz) = (low, high);
            _bench.Run(0.1);
            Assert.That(_alice.LevelDb(low, 0.08), Is.LessThan(-60));
            (bob.ToneHz, bob.OtherToneHz) = (0, 0);
            _bench.Run(0.1);
        }

        _bench.Run(0.1);
        Assert.That(Happened(), Is.EqualTo(["DigitsCollected 1234 Terminator"]));
        bob.ToneHz = 1000;
        _bench.Run(1);
        Assert.That(_alice.LevelDb(1000), Is.GreaterThan(-18), "it is heard again");
    }

    [Test]
    public async Task A_key_that_was_signalled_counts_once()
    {
        await AskAsync(Order());
        foreach (var (key, id) in new[] { ('1', "i1"), ('2', "i2"), ('2', "i2"), ('2', "i3"), ('4', "i4"), ('#', "i5") })
            Assert.That(await _bench.Do(_bench.Playbacks.PressAsync("c", "a", key, id, CancellationToken.None)), Is.True);
        _bench.Run(0.1);
        Assert.That(Happened(), Is.EqualTo(["DigitsCollected 1224 Terminator"]));
        Assert.That(await _bench.Do(_bench.Playbacks.PressAsync("c", "a", '5', "i6", CancellationToken.None)), Is.False, "nobody asks");
    }

    [Test]
    public async Task It_is_cancelled_and_its_prompt_with_it()
    {
        await AskAsync(Order());
        _bench.Run(0.5);
        await _bench.Do(_bench.Playbacks.CancelAsync("c", "d", CancellationToken.None));
        _bench.Run(0.1);
        _alice.Forget();
        _bench.Run(0.3);
        Assert.That(_alice.LevelDb(700, 0.3), Is.LessThan(-70));
        Assert.That(Happened(), Is.EqualTo(["DigitsCollected  Cancelled"]));
        Assert.That((await _bench.Do(_bench.Playbacks.CancelAsync("c", "d", CancellationToken.None))).IsEnded, Is.True);
        Assert.That((await AskAsync(Order())).IsEnded, Is.True, "the same command again finds it");
    }

    [Test]
    public async Task It_ends_with_its_termination_and_there_is_but_one_at_a_time()
    {
        await AskAsync(Order());
        Assert.That(async () => await AskAsync(Order() with { Id = "other" }), Throws.TypeOf<MediaException>().With.Property("Fault").EqualTo(MediaFault.Forbidden));
        await _bench.Do(_bench.Node.SubtractTerminationAsync("c", "a", CancellationToken.None));
        Assert.That(Happened(), Is.EqualTo(["DigitsCollected  TerminationGone"]));
    }

    [Test]
    public async Task No_digit_is_in_the_text_of_the_event()
    {
        await AskAsync(Order());
        foreach (var key in "8642#") Press(key);
        var happened = _bench.Happened.Single(it => it.Kind == MediaEventKind.DigitsCollected);
        Assert.That($"{happened.Ended}", Is.EqualTo("d Terminator"));
        Assert.That(MediaEventPump.Translate(happened)!.DigitsCollected.Digits, Is.EqualTo("8642"));
    }

    private static CollectionOrder Order(string terminationId = "a") => new("d", terminationId, Prompt, Rules, ("d", terminationId)) { BargesIn = true };

    private Task<CollectionState> AskAsync(CollectionOrder order) => _bench.Do(_bench.Playbacks.CollectAsync("c", order, CancellationToken.None));

    private void Press(char key)
    {
        for (ushort duration = 160; duration <= 640; duration += 160)
        {
            SendEvent(key, duration, isEnd: duration == 640, marker: duration == 160);
            _bench.Run(TimeSpan.FromMilliseconds(20));
        }

        _timestamp += 1600;
        _bench.Run(TimeSpan.FromMilliseconds(100));
    }

    private void SendEvent(char key, ushort duration, bool isEnd, bool marker)
    {
        Span<byte> payload = stackalloc byte[TelephoneEvent.Size];
        TelephoneEvent.TryGetCode(key, out var code);
        new TelephoneEvent(code, isEnd, 10, duration).Write(payload);
        _alice.Send(101, payload, _timestamp, marker);
    }

    private List<string> Happened() => [.. _bench.Happened
        .Where(it => it.Kind is MediaEventKind.DigitsCollected or MediaEventKind.Dtmf)
        .Select(it => it.Kind == MediaEventKind.Dtmf ? "Dtmf" : $"DigitsCollected {it.Ended!.Digits} {it.Ended.DigitsEnd}")];
}
