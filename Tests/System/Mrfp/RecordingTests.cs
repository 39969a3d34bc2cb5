using System.Globalization;
using Grpc.Core;
using ImsConference.Protos.Mp;
using ImsConference.Tests.EndToEnd.Harness;
using ImsConference.Tests.Ue.Hearing;
using ImsConference.Tests.Ue.Media;
using ImsConference.Tests.Ue.Sounds;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd.Mrfp;

/// <summary>Recordings of a real MRFP, and players that we did not write (ffprobe, sox) for what it leaves behind.</summary>
[CancelAfter(60_000)]
public sealed class RecordingTests
{
    private const double Loud = -30;
    private const double Gone = -50;

    [Test]
    public async Task A_killed_process_leaves_every_file_playable(CancellationToken stop)
    {
        await using var mrfp = await MrfpProcess.StartAsync(stop, $"--Playback:RecordingFolder={TestFolder.Current}");
        await using var thread = new MediaThread(TimeProvider.System);
        await mrfp.Mp.AddContextAsync(new AddContextRequest { ContextId = "c1", Owner = "test" }, cancellationToken: stop);
        await using var a = await Participant.JoinAsync(mrfp, "c1", "a", 440, thread, stop);
        await using var b = await Participant.JoinAsync(mrfp, "c1", "b", 1000, thread, stop);
        var mix = new StartRecordingRequest { ContextId = "c1", RecordingId = "mix", FileName = "mix.wav", SampleRateHz = 48_000 };
        var each = new StartRecordingRequest { ContextId = "c1", RecordingId = "each", FileName = "each.wav", Scope = RecordingScope.EachTermination };
        await mrfp.Mp.StartRecordingAsync(mix, cancellationToken: stop);
        RecordingReply reply;
        do reply = await mrfp.Mp.StartRecordingAsync(each, cancellationToken: stop); // repeated, it tells how far it is
        while (reply.Files.Any(file => file.Samples < 16_000));
        await mrfp.Program.KillAsync();

        Assert.That(await SecondsAsync("mix.wav", stop), Is.GreaterThan(1.5));
        foreach (var file in reply.Files) Assert.That(await SecondsAsync(file.Path, stop), Is.GreaterThanOrEqualTo(file.Samples / 8000.0), file.Path);
        await AssertHoldsAsync("mix.wav", 48_000, [440, 1000], [], stop);
        await AssertHoldsAsync("each-a.wav", 8000, [440], [1000], stop);
        await AssertHoldsAsync("each-b.wav", 8000, [1000], [440], stop);
    }

    [Test]
    public async Task The_limit_of_the_folder_ends_the_recording_with_an_event_and_the_mix_goes_on(CancellationToken stop)
    {
        await using var mrfp = await MrfpProcess.StartAsync(stop, $"--Playback:RecordingFolder={TestFolder.Current}", "--Playback:MaxRecordingFolderMb=1");
        await using var thread = new MediaThread(TimeProvider.System);
        using var events = mrfp.Mp.Events(new EventsRequest { Owner = "test" }, cancellationToken: stop);
        await mrfp.Mp.AddContextAsync(new AddContextRequest { ContextId = "c1", Owner = "test" }, cancellationToken: stop);
        await using var a = await Participant.JoinAsync(mrfp, "c1", "a", 440, thread, stop);
        await using var b = await Participant.JoinAsync(mrfp, "c1", "b", 1000, thread, stop);
        await File.WriteAllBytesAsync(Path.Combine(TestFolder.Current, "old.wav"), new byte[900_000], stop);
        await mrfp.Mp.StartRecordingAsync(
            new StartRecordingRequest { ContextId = "c1", RecordingId = "r", FileName = "mix.wav", SampleRateHz = 48_000 }, cancellationToken: stop);

        var ended = await EndedAsync(events, stop);
        var heard = await a.ListenAsync(1, stop);
        Assert.That((ended.Reason, ended.Fault), Is.EqualTo((RecordingEnd.LimitReached, "the recording folder is as large as is allowed")));
        Assert.That(Spectrum.LevelDb(heard.Samples, 1000), Is.GreaterThan(Loud));
        Assert.That(await SecondsAsync("mix.wav", stop), Is.EqualTo(ended.Samples / 48_000.0).Within(0.001));
    }

    [Test]
    public async Task A_folder_that_cannot_be_written_is_a_refusal_and_each_of_several_an_event(CancellationToken stop)
    {
        var place = Path.Combine(TestFolder.Current, "place");
        await using var mrfp = await MrfpProcess.StartAsync(stop, $"--Playback:RecordingFolder={place}");
        await File.WriteAllTextAsync(place, "in the way", stop);
        await using var thread = new MediaThread(TimeProvider.System);
        using var events = mrfp.Mp.Events(new EventsRequest { Owner = "test" }, cancellationToken: stop);
        await mrfp.Mp.AddContextAsync(new AddContextRequest { ContextId = "c1", Owner = "test" }, cancellationToken: stop);
        await using var a = await Participant.JoinAsync(mrfp, "c1", "a", 440, thread, stop);
        var mix = new StartRecordingRequest { ContextId = "c1", RecordingId = "r", FileName = "mix.wav" };
        var refusal = Assert.ThrowsAsync<RpcException>(async () => await mrfp.Mp.StartRecordingAsync(mix, cancellationToken: stop));
        Assert.That(refusal!.StatusCode, Is.EqualTo(StatusCode.FailedPrecondition));

        await mrfp.Mp.StartRecordingAsync(
            new StartRecordingRequest { ContextId = "c1", RecordingId = "each", FileName = "each.wav", Scope = RecordingScope.EachTermination }, cancellationToken: stop);
        var ended = await EndedAsync(events, stop);
        Assert.That((ended.RecordingId, ended.Reason, ended.Path), Is.EqualTo(("each", RecordingEnd.Unwritable, "")));
    }

    [Test]
    public async Task Pause_and_resume_over_the_wire(CancellationToken stop)
    {
        await using var mrfp = await MrfpProcess.StartAsync(stop, $"--Playback:RecordingFolder={TestFolder.Current}");
        await mrfp.Mp.AddContextAsync(new AddContextRequest { ContextId = "c1", Owner = "test" }, cancellationToken: stop);
        var start = new StartRecordingRequest { ContextId = "c1", RecordingId = "r", FileName = "mix.wav" };
        await mrfp.Mp.StartRecordingAsync(start, cancellationToken: stop);
        var paused = await mrfp.Mp.PauseRecordingAsync(new PauseRecordingRequest { ContextId = "c1", RecordingId = "r" }, cancellationToken: stop);
        await Task.Delay(1000, stop); // what would be recorded
        var resumed = await mrfp.Mp.ResumeRecordingAsync(new ResumeRecordingRequest { ContextId = "c1", RecordingId = "r" }, cancellationToken: stop);
        var ended = await mrfp.Mp.StopRecordingAsync(new StopRecordingRequest { ContextId = "c1", RecordingId = "r" }, cancellationToken: stop);
        Assert.That((paused.Paused, resumed.Paused, ended.Files.Single().Ended), Is.EqualTo((true, false, true)));
        Assert.That(ended.Samples, Is.LessThan(8000), "of 16000 samples a second");
        var late = Assert.ThrowsAsync<RpcException>(
            async () => await mrfp.Mp.PauseRecordingAsync(new PauseRecordingRequest { ContextId = "c1", RecordingId = "r" }, cancellationToken: stop));
        Assert.That(late!.StatusCode, Is.EqualTo(StatusCode.FailedPrecondition));
    }

    /// <remarks>Every file becomes RF64 once it is long enough; here that is at once, and all else is as it is at 4 GB.</remarks>
    [Test]
    public async Task Ffprobe_and_ffmpeg_read_RF64(CancellationToken stop)
    {
        await using var mrfp = await MrfpProcess.StartAsync(stop, $"--Playback:RecordingFolder={TestFolder.Current}", "--Playback:Rf64AboveMb=0");
        await using var thread = new MediaThread(TimeProvider.System);
        await mrfp.Mp.AddContextAsync(new AddContextRequest { ContextId = "c1", Owner = "test" }, cancellationToken: stop);
        await using var a = await Participant.JoinAsync(mrfp, "c1", "a", 440, thread, stop);
        var start = new StartRecordingRequest { ContextId = "c1", RecordingId = "r", FileName = "long.wav", SampleRateHz = 48_000 };
        await mrfp.Mp.StartRecordingAsync(start, cancellationToken: stop);
        await Task.Delay(1500, stop); // what is recorded
        var ended = await mrfp.Mp.StopRecordingAsync(new StopRecordingRequest { ContextId = "c1", RecordingId = "r" }, cancellationToken: stop);

        Assert.That((await File.ReadAllBytesAsync(ended.Path, stop)).AsSpan(0, 4).SequenceEqual("RF64"u8));
        Assert.That(await SecondsAsync(ended.Path, stop), Is.EqualTo(ended.Samples / 48_000.0).Within(0.0001));
        await OutputAsync(stop, "ffmpeg", "-hide_banner", "-loglevel", "error", "-y", "-i", ended.Path, "-bitexact", Path.Combine(TestFolder.Current, "plain.wav"));
        await AssertHoldsAsync("plain.wav", 48_000, [440], [1000], stop);
    }

    private static async Task AssertHoldsAsync(string name, int rateHz, int[] loud, int[] gone, CancellationToken stop)
    {
        var back = Path.Combine(TestFolder.Current, $"back-{name}");
        await OutputAsync(stop, "sox", Path.Combine(TestFolder.Current, name), back);
        var wav = await WavFile.ReadAsync(back, stop);
        Assert.That(wav.RateHz, Is.EqualTo(rateHz));
        var last = wav.ToPcm().Samples.AsMemory(^8000..);
        foreach (var hz in loud) Assert.That(Spectrum.LevelDb(last.Span, hz), Is.GreaterThan(Loud), $"{name}: {hz} Hz");
        foreach (var hz in gone) Assert.That(Spectrum.LevelDb(last.Span, hz), Is.LessThan(Gone), $"{name}: {hz} Hz");
    }

    private static async Task<double> SecondsAsync(string name, CancellationToken stop)
    {
        var lines = await OutputAsync(
            stop, "ffprobe", "-v", "error", "-show_entries", "stream=duration", "-of", "default=nw=1:nk=1", Path.Combine(TestFolder.Current, name));
        return double.Parse(lines.Single(), CultureInfo.InvariantCulture);
    }

    private static async Task<IReadOnlyList<string>> OutputAsync(CancellationToken stop, string tool, params string[] arguments)
    {
        await using var program = RunningProgram.Start(tool, tool, arguments);
        Assert.That(await program.ExitAsync(stop), Is.Zero, program.Tail());
        return [.. program.Lines.Where(line => line.Length > 0)];
    }

    private static async Task<RecordingEnded> EndedAsync(AsyncServerStreamingCall<Event> events, CancellationToken stop)
    {
        while (await events.ResponseStream.MoveNext(stop))
            if (events.ResponseStream.Current.RecordingEnded is { } ended) return ended;
        throw new InvalidOperationException("the events ended");
    }
}
