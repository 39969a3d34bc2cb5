using ImsConference.Engine.Codecs;
using ImsConference.Mrfp.Contexts;
using ImsConference.Mrfp.Playback;
using ImsConference.Tests.Ue.Hearing;
using ImsConference.Tests.Ue.Sounds;
using ImsConference.Tests.Unit.Engine;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Mrfp.Contexts;

public sealed class RecordingTests
{
    private const double Loud = -20;
    private const double Gone = -60;

    [Test]
    public async Task The_mix_is_recorded_and_the_command_may_be_repeated()
    {
        using var bench = new MediaBench();
        var ended = Ended(bench);
        await ConferenceOfTwoAsync(bench);
        var first = await StartAsync(bench, Mix);
        var again = await StartAsync(bench, Mix);
        Assert.That(again.Files.Single().Path, Is.EqualTo(first.Files.Single().Path));
        bench.Run(2);
        await StopAsync(bench);
        bench.Run(1);
        var stopped = (await StopAsync(bench)).Files.Single();

        var wav = await WavFile.ReadAsync(stopped.Path);
        Assert.That(wav.RateHz, Is.EqualTo(8000), "the highest that is spoken at");
        Assert.That(stopped.Samples, Is.EqualTo(16_000).Within(160));
        Assert.That(wav.Samples, Has.Length.EqualTo(stopped.Samples));
        Assert.That(LevelOf(wav, 440), Is.GreaterThan(Loud));
        Assert.That(LevelOf(wav, 1000), Is.GreaterThan(Loud));
        Assert.That(ended, Is.EqualTo(new[] { "c1/r1//Stopped/" }));
    }

    [Test]
    public async Task Each_participant_has_a_file_of_its_own_also_who_joins_later_and_who_is_not_heard([Values(0, 48_000)] int rateHz)
    {
        using var bench = new MediaBench(media: new MediaOptions { Speakers = 1 });
        var ended = Ended(bench);
        await ConferenceOfTwoAsync(bench);
        await StartAsync(bench, Mix with { Scope = RecordingScope.EachTermination, SampleRateHz = rateHz });
        bench.Run(1);
        (await bench.JoinAsync("c1", "wide", CodecSound.Format("AMR-WB", 16_000), AudioFormat.Pcmu)).ToneHz = 700;
        bench.Run(2);
        await bench.Do(bench.Node.SubtractTerminationAsync("c1", "b", default));
        bench.Run(1);
        var files = (await StopAsync(bench)).Files;

        Assert.That(files.Select(file => (file.TerminationId, file.BeginsAtMs, file.End)), Is.EqualTo(new[] { ("a", 0, RecordingEnd.Stopped), ("wide", 1000, (RecordingEnd?)RecordingEnd.Stopped) }));
        Assert.That(ended.First(), Is.EqualTo("c1/r1/b/TerminationGone/"));
        var (a, b, wide) = (await ReadAsync(bench, "a"), await ReadAsync(bench, "b"), await ReadAsync(bench, "wide"));
        Assert.That((a.RateHz, wide.RateHz), Is.EqualTo(rateHz == 0 ? (8000, 16_000) : (rateHz, rateHz)));
        Assert.That((a.Duration.TotalSeconds, b.Duration.TotalSeconds, wide.Duration.TotalSeconds), Is.EqualTo((4.0, 3.0, 3.0)));
        Assert.That(new[] { LevelOf(a, 440), LevelOf(b, 1000), LevelOf(wide, 700) }, Is.All.GreaterThan(Loud));
        Assert.That(new[] { LevelOf(a, 1000), LevelOf(b, 440), LevelOf(wide, 440) }, Is.All.LessThan(Gone));
    }

    [Test]
    public async Task One_participant_is_recorded_alone_and_its_leaving_ends_the_file()
    {
        using var bench = new MediaBench();
        var ended = Ended(bench);
        await ConferenceOfTwoAsync(bench);
        await StartAsync(bench, Mix with { Scope = RecordingScope.Termination, TerminationId = "b" });
        bench.Run(1);
        await bench.Do(bench.Node.SubtractTerminationAsync("c1", "b", default));
        var last = (await StopAsync(bench)).Files.Single();
        Assert.That((last.End, ended.Single()), Is.EqualTo(((RecordingEnd?)RecordingEnd.TerminationGone, "c1/r1/b/TerminationGone/")));
        var wav = await WavFile.ReadAsync(last.Path);
        Assert.That(LevelOf(wav, 1000), Is.GreaterThan(Loud));
        Assert.That(LevelOf(wav, 440), Is.LessThan(Gone));
    }

    [Test]
    public async Task One_who_may_not_speak_is_recorded_as_silence()
    {
        using var bench = new MediaBench();
        await bench.AddContextAsync("c1");
        await bench.JoinAsync("c1", "a", 440, it => it with { Direction = StreamDirection.Send });
        await StartAsync(bench, Mix with { Scope = RecordingScope.EachTermination, SampleRateHz = 16_000 });
        bench.Run(1);
        var file = (await StopAsync(bench)).Files.Single();
        var wav = await WavFile.ReadAsync(file.Path);
        Assert.That(wav.Samples, Has.Length.EqualTo(16_000).And.All.Zero);
    }

    [Test]
    public async Task What_is_said_in_a_pause_is_left_out()
    {
        using var bench = new MediaBench();
        await ConferenceOfTwoAsync(bench);
        await StartAsync(bench, Mix);
        await StartAsync(bench, Mix with { Id = "r2", FileName = "each.wav", Scope = RecordingScope.EachTermination });
        bench.Run(1);
        foreach (var id in (string[])["r1", "r2"]) await PauseAsync(bench, id, isPaused: true);
        bench.Peers[0].ToneHz = 2500;
        bench.Run(1);
        bench.Peers[0].ToneHz = 440;
        bench.Run(0.2); // what was under way
        foreach (var id in (string[])["r1", "r2"]) Assert.That((await PauseAsync(bench, id, isPaused: false)).IsPaused, Is.False);
        bench.Run(1);
        foreach (var path in (string[])[(await StopAsync(bench)).Files.Single().Path, (await StopAsync(bench, "r2")).Files[0].Path])
        {
            var wav = await WavFile.ReadAsync(path);
            Assert.That(wav.Duration.TotalSeconds, Is.EqualTo(2.0), path);
            Assert.That(Spectrum.LevelDb(wav.ToPcm().Samples, 2500), Is.LessThan(-50), path);
        }

        Assert.That(await FaultAsync(bench, PauseOf(bench, "r1", true)), Is.EqualTo(MediaFault.Forbidden), "it has ended");
    }

    [Test]
    public async Task Names_in_use_and_names_that_lead_out_are_refused()
    {
        using var bench = new MediaBench();
        await bench.AddContextAsync("c1");
        await StartAsync(bench, Mix);

        await Refused(MediaFault.Clash, Mix with { FileName = "other.wav" });
        await Refused(MediaFault.Clash, Mix with { Id = "r2" });
        await Refused(MediaFault.Invalid, Mix with { Id = "r3", FileName = "../mix.wav" });
        await Refused(MediaFault.NotFound, Mix with { Id = "r3", FileName = "t.wav", Scope = RecordingScope.Termination, TerminationId = "nobody" });
        Assert.That(await FaultAsync(bench, bench.Recordings.StartAsync("c9", Mix, default)), Is.EqualTo(MediaFault.NotFound));
        Assert.That(await FaultAsync(bench, bench.Recordings.StopAsync("c1", "r9", default)), Is.EqualTo(MediaFault.NotFound));
        Assert.That(await FaultAsync(bench, PauseOf(bench, "r9", true)), Is.EqualTo(MediaFault.NotFound));
        Directory.Delete(bench.Folder.Root, recursive: true);
        await File.WriteAllTextAsync(bench.Folder.Root, "not a folder");
        await Refused(MediaFault.Forbidden, Mix with { Id = "r4", FileName = "lost.wav" });
        File.Delete(bench.Folder.Root);
        Directory.CreateDirectory(bench.Folder.Root);
        await StartAsync(bench, Mix with { Id = "r4", FileName = "found.wav" });
        await bench.Do(bench.Node.SubtractContextAsync("c1"));

        async Task Refused(MediaFault fault, RecordingOrder order) =>
            Assert.That(await FaultAsync(bench, bench.Recordings.StartAsync("c1", order, default)), Is.EqualTo(fault), $"{order}");
    }

    [Test]
    public async Task The_end_of_the_context_ends_its_recordings()
    {
        using var bench = new MediaBench();
        var ended = Ended(bench);
        await bench.AddContextAsync("c1");
        var file = (await StartAsync(bench, Mix)).Files.Single();
        bench.Run(1);
        await bench.Do(bench.Node.SubtractContextAsync("c1"));

        Assert.That(ended, Is.EqualTo(new[] { "c1/r1//ContextGone/" }));
        var wav = await WavFile.ReadAsync(file.Path);
        Assert.That((wav.RateHz, wav.Duration.TotalSeconds), Is.EqualTo((16_000, 1.0)), "an empty conference records its silence");
    }

    [Test]
    public async Task A_file_that_is_as_long_as_is_allowed_ends_and_the_mix_goes_on()
    {
        using var bench = new MediaBench();
        var ended = Ended(bench);
        await ConferenceOfTwoAsync(bench);
        await StartAsync(bench, Mix with { MostSeconds = 1 });
        bench.Run(1.2);
        while (ended.IsEmpty) await Task.Yield(); // the writer has a thread of its own
        bench.Run(1);
        Assert.That(ended, Is.EqualTo(new[] { "c1/r1//LimitReached/as long as is allowed: 1 s" }));
        Assert.That((await StopAsync(bench)).Files.Single().Samples, Is.EqualTo(8000));
        Assert.That(bench.Peers[0].LevelDb(1000), Is.GreaterThan(Loud));
    }

    [Test]
    public async Task Recordings_allocate_nothing_in_a_tick()
    {
        using var bench = new MediaBench();
        await ConferenceOfTwoAsync(bench);
        await StartAsync(bench, Mix with { SampleRateHz = 48_000 });
        await StartAsync(bench, Mix with { Id = "r2", FileName = "each.wav", Scope = RecordingScope.EachTermination, SampleRateHz = 16_000 });
        bench.Run(1);
        Assert.That(bench.AllocatedBy(() => bench.Run(0.5)), Is.Zero);
        await bench.Do(bench.Node.SubtractContextAsync("c1"));
    }

    private static RecordingOrder Mix { get; } = new("r1", "mix.wav");

    private static System.Collections.Concurrent.ConcurrentQueue<string> Ended(MediaBench bench)
    {
        var ended = new System.Collections.Concurrent.ConcurrentQueue<string>();
        bench.Recordings.Ended = (context, id, file) => ended.Enqueue($"{context.Id}/{id}/{file.TerminationId}/{file.End}/{file.Fault}");
        return ended;
    }

    private static async Task ConferenceOfTwoAsync(MediaBench bench)
    {
        await bench.AddContextAsync("c1");
        await bench.JoinAsync("c1", "a", 440);
        await bench.JoinAsync("c1", "b", 1000);
    }

    private static Task<RecordingStatus> StartAsync(MediaBench bench, RecordingOrder order) => bench.Do(bench.Recordings.StartAsync("c1", order, default));

    private static Task<RecordingStatus> StopAsync(MediaBench bench, string id = "r1") => bench.Do(bench.Recordings.StopAsync("c1", id, default));

    private static Task<RecordingStatus> PauseAsync(MediaBench bench, string id, bool isPaused) => bench.Do(PauseOf(bench, id, isPaused));

    private static Task<RecordingStatus> PauseOf(MediaBench bench, string id, bool isPaused) => bench.Recordings.PauseAsync("c1", id, isPaused, default);

    private static Task<WavFile> ReadAsync(MediaBench bench, string who) => WavFile.ReadAsync(Path.Combine(bench.Folder.Root, $"mix-{who}.wav"));

    private static double LevelOf(WavFile wav, double hz) => Spectrum.LevelDb(wav.ToPcm().Samples.AsSpan(^8000..), hz);

    private static async Task<MediaFault?> FaultAsync<T>(MediaBench bench, Task<T> command)
    {
        try
        {
            await bench.Do(command);
            return null;
        }
        catch (MediaException refused)
        {
            return refused.Fault;
        }
    }
}
