using Grpc.Core;
using ImsConference.Protos.Mp;
using ImsConference.Tests.EndToEnd.Conformance;
using ImsConference.Tests.Ue.Hearing;
using ImsConference.Tests.Ue.Media;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd.Mrfp;

/// <summary>Announcements, tones and digits by Mp: a real process, real RTP.</summary>
public sealed class PlaybackTests
{
    private const int LimitMs = 60_000;
    private const double Loud = -30;
    private const double Gone = -50;

    private static readonly Announcement Tone = new() { Segments = { new Segment { Tone = new ToneSignal { FrequenciesHz = { 700 }, LevelDbm0 = -10, CadenceMs = { 1000 } } } } };

    [Test]
    [CancelAfter(LimitMs)]
    [Requirement("TS 23.333 §8.2", "A tone is sent to a termination, or to all of a context, until it is stopped")]
    public async Task A_tone_is_heard_by_one_or_by_all_until_it_is_stopped(CancellationToken stop)
    {
        await using var mrfp = await MrfpProcess.StartAsync(stop, "--Mp:LoadSeconds=3600");
        await using var thread = new MediaThread(TimeProvider.System);
        using var events = await OpenAsync(mrfp, stop);
        await using var a = await Participant.JoinAsync(mrfp, "c1", "a", 440, thread, stop);
        await using var b = await Participant.JoinAsync(mrfp, "c1", "b", 1000, thread, stop);

        await mrfp.Mp.StartPlaybackAsync(new StartPlaybackRequest { ContextId = "c1", PlaybackId = "one", TerminationId = "a", Alone = true, Announcement = Tone }, cancellationToken: stop);
        await HearAsync(stop, (a, [700], [1000]), (b, [440], [700]));
        await mrfp.Mp.StopPlaybackAsync(new StopPlaybackRequest { ContextId = "c1", PlaybackId = "one" }, cancellationToken: stop);
        await mrfp.Mp.StartPlaybackAsync(new StartPlaybackRequest { ContextId = "c1", PlaybackId = "all", Announcement = Tone }, cancellationToken: stop);
        await HearAsync(stop, (a, [700, 1000], [440]), (b, [700, 440], [1000]));
        await mrfp.Mp.StopPlaybackAsync(new StopPlaybackRequest { ContextId = "c1", PlaybackId = "all" }, cancellationToken: stop);
        await HearAsync(stop, (a, [1000], [700]), (b, [440], [700]));
        foreach (var id in (string[])["one", "all"])
        {
            var ended = await NextAsync(events, Event.KindOneofCase.PlaybackEnded, stop);
            Assert.That((ended.PlaybackEnded.PlaybackId, ended.PlaybackEnded.Reason), Is.EqualTo((id, PlaybackEnd.PlaybackStopped)));
        }
    }

    [TestCase("en/first.wav", "")]
    [TestCase("xx/first.wav", "en/first.wav")]
    [CancelAfter(LimitMs)]
    [Requirement("TS 23.333 §8.5", "An announcement is played, and its completion told")]
    public async Task The_prompts_of_the_project_are_played_to_their_end(string file, string next, CancellationToken stop)
    {
        await using var mrfp = await MrfpProcess.StartAsync(stop, "--Mp:LoadSeconds=3600");
        await using var thread = new MediaThread(TimeProvider.System);
        using var events = await OpenAsync(mrfp, stop);
        await using var a = await Participant.JoinAsync(mrfp, "c1", "a", 440, thread, stop);
        var announcement = new Announcement { Segments = { new Segment { Files = { file } } }, Times = 1 };
        if (next.Length > 0) announcement.Segments[0].Files.Add(next);
        var reply = await mrfp.Mp.StartPlaybackAsync(
            new StartPlaybackRequest { ContextId = "c1", PlaybackId = "p", TerminationId = "a", Announcement = announcement }, cancellationToken: stop);
        Assert.That(reply.DurationMs, Is.InRange(1000, 4000));
        var clip = await a.ListenAsync(1, stop);
        Assert.That(Math.Sqrt(clip.Samples.ToArray().Average(sample => (double)sample * sample)), Is.GreaterThan(300), "somebody speaks");
        var ended = await NextAsync(events, Event.KindOneofCase.PlaybackEnded, stop);
        Assert.That(ended.PlaybackEnded.Reason, Is.EqualTo(PlaybackEnd.PlaybackFinished));
    }

    [Test]
    [CancelAfter(LimitMs)]
    [Requirement("TS 23.333 §8.11", "Digits by telephone-event are collected and reported; a key ends the prompt")]
    public async Task Digits_are_collected_over_a_prompt(CancellationToken stop)
    {
        await using var mrfp = await MrfpProcess.StartAsync(stop, "--Mp:LoadSeconds=3600");
        await using var thread = new MediaThread(TimeProvider.System);
        using var events = await OpenAsync(mrfp, stop);
        await using var a = await Participant.JoinAsync(mrfp, "c1", "a", 440, thread, stop);
        await using var b = await Participant.JoinAsync(mrfp, "c1", "b", 1000, thread, stop);
        await mrfp.Mp.CollectDigitsAsync(
            new CollectDigitsRequest
            {
                ContextId = "c1",
                TerminationId = "a",
                CollectionId = "d",
                Prompt = Tone,
                Alone = true,
                BargeIn = true,
                Mute = true,
                MaxDigits = 8,
                Terminator = "#",
                FirstDigitMs = 10_000,
                InterDigitMs = 5_000,
                OverallMs = 30_000,
            },
            cancellationToken: stop);
        await HearAsync(stop, (a, [700], [1000]), (b, [], [440]));
        await a.Media.SendDigitsAsync("12");
        await HearAsync(stop, (a, [1000], [700]), (b, [], [440]));
        await mrfp.Mp.PressKeyAsync(new PressKeyRequest { ContextId = "c1", TerminationId = "a", Key = "3", PressId = "i1" }, cancellationToken: stop);
        await a.Media.SendDigitsAsync("4#");
        var collected = await NextAsync(events, Event.KindOneofCase.DigitsCollected, stop);
        Assert.That((collected.TerminationId, collected.DigitsCollected.Digits, collected.DigitsCollected.Reason), Is.EqualTo(("a", "1234", DigitsEnd.DigitsTerminator)));
        await HearAsync(stop, (b, [440], [700]));
        Assert.That(mrfp.Program.Lines, Has.None.Contains("1234"));
    }

    [Test]
    [CancelAfter(LimitMs)]
    public async Task Refusals_name_the_field(CancellationToken stop)
    {
        await using var mrfp = await MrfpProcess.StartAsync(stop);
        await mrfp.Mp.AddContextAsync(new AddContextRequest { ContextId = "c1", Owner = "test" }, cancellationToken: stop);
        foreach (var (announcement, status, detail) in new[]
        {
            (new Announcement(), StatusCode.InvalidArgument, "announcement.segments"),
            (new Announcement { Segments = { new Segment() } }, StatusCode.InvalidArgument, "segments[0]"),
            (new Announcement { Segments = { new Segment { Files = { "../../etc/x.wav" } } } }, StatusCode.InvalidArgument, "segments[0].files"),
            (new Announcement { Segments = { new Segment { Files = { "none.wav" } } } }, StatusCode.FailedPrecondition, "none.wav: no such file"),
            (new Announcement { Segments = { new Segment { Tone = new ToneSignal() } } }, StatusCode.InvalidArgument, "tone.frequencies_hz"),
        })
        {
            var refused = Assert.ThrowsAsync<RpcException>(async () => await mrfp.Mp.StartPlaybackAsync(
                new StartPlaybackRequest { ContextId = "c1", PlaybackId = "p", Announcement = announcement }, cancellationToken: stop))!;
            Assert.That((refused.StatusCode, refused.Status.Detail.Contains(detail, StringComparison.Ordinal)), Is.EqualTo((status, true)), refused.Status.Detail);
        }
    }

    private static async Task<AsyncServerStreamingCall<Event>> OpenAsync(MrfpProcess mrfp, CancellationToken stop)
    {
        var events = mrfp.Mp.Events(new EventsRequest { Owner = "test" }, cancellationToken: stop);
        await events.ResponseStream.MoveNext(stop);
        await mrfp.Mp.AddContextAsync(new AddContextRequest { ContextId = "c1", Owner = "test" }, cancellationToken: stop);
        return events;
    }

    private static async Task<Event> NextAsync(AsyncServerStreamingCall<Event> events, Event.KindOneofCase kind, CancellationToken stop)
    {
        while (await events.ResponseStream.MoveNext(stop))
            if (events.ResponseStream.Current.KindCase == kind) return events.ResponseStream.Current;
        throw new InvalidDataException($"no {kind}");
    }

    // What was said before a change runs out of the buffers; then everybody listens at once.
    private static async Task HearAsync(CancellationToken stop, params (Participant Who, int[] Hears, int[] Not)[] all)
    {
        await Task.Delay(500, stop);
        var clips = await Task.WhenAll(all.Select(each => each.Who.ListenAsync(1, stop)));
        foreach (var ((who, hears, not), clip) in all.Zip(clips))
        {
            foreach (var hz in hears) Assert.That(Spectrum.LevelDb(clip.Samples, hz), Is.GreaterThan(Loud), $"{hz} Hz as {who.Id} hears it");
            foreach (var hz in not) Assert.That(Spectrum.LevelDb(clip.Samples, hz), Is.LessThan(Gone), $"{hz} Hz as {who.Id} hears it");
        }
    }
}
