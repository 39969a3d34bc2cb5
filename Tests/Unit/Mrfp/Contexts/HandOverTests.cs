using ImsConference.Engine.Codecs;
using ImsConference.Tests.Unit.Engine;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Mrfp.Contexts;

/// <summary>From the shared encoder to one of its own and back: who hears a steady tone hears nothing else.</summary>
public sealed class HandOverTests
{
    private const double ToneHz = 600;
    private const double OwnToneHz = 1700;

    private MediaBench _bench = null!;

    [SetUp]
    public void Begin() => _bench = new MediaBench();

    [TearDown]
    public void End() => _bench.Dispose();

    [TestCaseSource(nameof(Formats))]
    public async Task Speaking_now_and_then_changes_nothing_of_what_is_heard(AudioFormat format)
    {
        var (control, listener) = (await JoinAsync("c1", format), await JoinAsync("c2", format));
        _bench.Run(1);
        control.Forget();
        listener.Forget();
        for (var turn = 0; turn < 4; turn++)
        {
            listener.ToneHz = OwnToneHz;
            _bench.Run(0.7 + 0.01 * turn);
            listener.ToneHz = 0;
            _bench.Run(1.5);
        }

        var usual = LoudestDeparture(control);
        var atHandOver = LoudestDeparture(listener);
        Assert.That(atHandOver, Is.LessThanOrEqualTo(usual + 200), $"loudest departure from a tone of 8000; {usual} without any hand-over");
        Assert.That(listener.Find(OwnToneHz, 8).Amplitude, Is.LessThan(8), "its own voice");
        foreach (var (one, next) in listener.Packets.Zip(listener.Packets.Skip(1)))
        {
            Assert.That((ushort)(next.Sequence - one.Sequence), Is.EqualTo(1));
            Assert.That(next.Timestamp - one.Timestamp, Is.EqualTo(format.FrameTicks));
            Assert.That(next.Marker, Is.False);
        }
    }

    [TestCaseSource(nameof(Formats))]
    public async Task Moving_to_another_context_with_the_same_sound_changes_nothing_of_what_is_heard(AudioFormat format)
    {
        var (control, listener) = (await JoinAsync("c1", format), await JoinAsync("c2", format));
        _bench.Run(1);
        control.Forget();
        listener.Forget();
        foreach (var to in new[] { "c1", "c2", "c1" })
        {
            var from = to == "c1" ? "c2" : "c1";
            await _bench.Do(_bench.Node.MoveTerminationAsync("c2-listener", from, to, CancellationToken.None));
            _bench.Run(1);
        }

        var usual = LoudestDeparture(control);
        Assert.That(LoudestDeparture(listener), Is.LessThanOrEqualTo(usual + 200), $"loudest departure from a tone of 8000; {usual} without any move");
    }

    private async Task<CodecPeer> JoinAsync(string context, AudioFormat format)
    {
        await _bench.AddContextAsync(context);
        await _bench.JoinAsync(context, $"{context}-talker", ToneHz);
        await _bench.JoinAsync(context, $"{context}-silent", AudioFormat.Pcmu, format);
        return await _bench.JoinAsync(context, $"{context}-listener", AudioFormat.Pcmu, format);
    }

    private static int LoudestDeparture(CodecPeer peer) => TestSignal.LoudestClick(peer.Heard, ToneHz, peer.Hears.SampleRateHz);

    private static IEnumerable<TestCaseData> Formats() => CodecSound.Formats.Select(format =>
        new TestCaseData(format).SetArgDisplayNames($"{format.Encoding} {format.SampleRateHz}"));
}
