using System.Net;
using Grpc.Core;
using ImsConference.Protos.Mp;
using ImsConference.Tests.EndToEnd.Harness;
using ImsConference.Tests.Ue.Hearing;
using ImsConference.Tests.Ue.Media;
using ImsConference.Tests.Ue.Sounds;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd.Mrfp;

/// <summary>The MRFP by itself: a real process, real sockets, commanded over gRPC.</summary>
public sealed class MrfpTests
{
    private const int LimitMs = 60_000;
    private const double Loud = -30;
    private const double Gone = -50;

    [Test]
    [CancelAfter(LimitMs)]
    public async Task Three_hear_each_other_and_the_recorder_hears_all(CancellationToken stop)
    {
        await using var mrfp = await MrfpProcess.StartAsync(stop);
        await using var thread = new MediaThread(TimeProvider.System);
        await mrfp.Mp.AddContextAsync(new AddContextRequest { ContextId = "c1", Owner = "test" }, cancellationToken: stop);
        await using var a = await Participant.JoinAsync(mrfp, "c1", "a", 440, thread, stop);
        await using var b = await Participant.JoinAsync(mrfp, "c1", "b", 1000, thread, stop, it => it.RtcpMux = true);
        await using var c = await Participant.JoinAsync(mrfp, "c1", "c", 1700, thread, stop);
        var recording = new StartRecordingRequest { ContextId = "c1", RecordingId = "r", FileName = "mix.wav" };
        await mrfp.Mp.StartRecordingAsync(recording, cancellationToken: stop);
        await Task.Delay(500, stop); // let the jitter buffers settle before anybody judges

        Participant[] all = [a, b, c];
        var clips = await Task.WhenAll(all.Select(participant => participant.ListenAsync(1.5, stop)));
        var ended = await mrfp.Mp.StopRecordingAsync(new StopRecordingRequest { ContextId = "c1", RecordingId = "r" }, cancellationToken: stop);
        var mix = await WavFile.ReadAsync(ended.Path, stop);

        foreach (var (me, clip) in all.Zip(clips))
        {
            Assert.That(clip.MissingMs, Is.LessThan(500), $"{me.Id}: even on a machine that is busy with others");
            foreach (var other in all)
                Assert.That(
                    Spectrum.LevelDb(clip.Samples, other.ToneHz), other == me ? Is.LessThan(Gone) : Is.GreaterThan(Loud), $"{other.Id} as {me.Id} hears it");
        }

        foreach (var participant in all) Assert.That(Spectrum.LevelDb(mix.Samples.AsSpan(^8000..), participant.ToneHz), Is.GreaterThan(Loud));
        Assert.That((ulong)mix.Samples.Length, Is.EqualTo(ended.Samples));

        var last = await mrfp.Mp.SubtractContextAsync(new SubtractContextRequest { ContextId = "c1" }, cancellationToken: stop);
        Assert.That(last.Terminations.Select(it => it.Streams[0].Statistics.PacketsReceived), Is.All.GreaterThan(80UL));
        Assert.That(last.Terminations.Select(it => it.Streams[0].Statistics.PacketsLost), Is.All.Zero);
        var load = (await mrfp.Mp.GetCapabilitiesAsync(new GetCapabilitiesRequest(), cancellationToken: stop)).Load;
        Assert.That((load.Contexts, load.Terminations), Is.EqualTo((0u, 0u)));
    }

    [Test]
    [CancelAfter(LimitMs)]
    public async Task Media_over_ipv6(CancellationToken stop)
    {
        Loopback.Need(IPAddress.IPv6Loopback);
        await using var mrfp = await MrfpProcess.StartAsync(stop, "--Mp:Address=::1", "--Rtp:Address=::1");
        await using var thread = new MediaThread(TimeProvider.System);
        await mrfp.Mp.AddContextAsync(new AddContextRequest { ContextId = "c1", Owner = "test" }, cancellationToken: stop);
        await using var a = await Participant.JoinAsync(mrfp, "c1", "a", 440, thread, stop, address: IPAddress.IPv6Loopback);
        await using var b = await Participant.JoinAsync(mrfp, "c1", "b", 1000, thread, stop, address: IPAddress.IPv6Loopback);
        await Task.Delay(500, stop);
        var clip = await a.ListenAsync(1, stop);
        Assert.That(a.Reply.Termination.Streams[0].Local.Address, Is.EqualTo("::1"));
        Assert.That(Spectrum.LevelDb(clip.Samples, 1000), Is.GreaterThan(Loud));
        Assert.That(Spectrum.LevelDb(clip.Samples, 440), Is.LessThan(Gone));
    }

    [Test]
    [CancelAfter(LimitMs)]
    public async Task Events_come_in_order_with_digits_silence_and_the_end(CancellationToken stop)
    {
        await using var mrfp = await MrfpProcess.StartAsync(stop, "--Mp:LoadSeconds=3600", "--Mp:DrainSeconds=1");
        await using var thread = new MediaThread(TimeProvider.System);
        using var events = mrfp.Mp.Events(new EventsRequest { Owner = "test" }, cancellationToken: stop);
        var started = await NextAsync(events, stop);
        Assert.That(started.Started.Capabilities.Media.Single().Formats.Select(it => it.Encoding), Does.Contain("PCMU").And.Contain("PCMA"));

        await mrfp.Mp.AddContextAsync(new AddContextRequest { ContextId = "c1", Owner = "test" }, cancellationToken: stop);
        await using var a = await Participant.JoinAsync(mrfp, "c1", "a", 440, thread, stop, it => it.RtpTimeoutMs = 1500);
        var latched = await NextAsync(events, stop);
        var source = await NextAsync(events, stop);
        await a.Media.SendDigitsAsync("7#");
        Event[] digits = [await NextAsync(events, stop), await NextAsync(events, stop)];
        await mrfp.Mp.StartRecordingAsync(new StartRecordingRequest { ContextId = "c1", RecordingId = "r", FileName = "r.wav" }, cancellationToken: stop);
        await mrfp.Mp.StopRecordingAsync(new StopRecordingRequest { ContextId = "c1", RecordingId = "r" }, cancellationToken: stop);
        var recorded = await NextAsync(events, stop);
        await a.Media.ApplyAsync(new MediaSettings());
        var silent = await NextAsync(events, stop);
        var audit = await mrfp.Mp.AuditTerminationAsync(new AuditTerminationRequest { ContextId = "c1", TerminationId = "a" }, cancellationToken: stop);
        var stopping = mrfp.Program.StopAsync();
        var outOfService = await NextAsync(events, stop);

        Assert.Multiple(() =>
        {
            Assert.That(latched.Latched.Source.RtpPort, Is.EqualTo(a.Media.Local.Port));
            Assert.That(source.SourceChanged.Ssrc, Is.EqualTo(a.Media.Ssrc));
            Assert.That(digits.Select(it => it.Dtmf.Digit), Is.EqualTo(new[] { "7", "#" }));
            Assert.That(digits.Select(it => it.TerminationId), Is.All.EqualTo("a"));
            Assert.That((recorded.RecordingEnded.RecordingId, recorded.RecordingEnded.Fault), Is.EqualTo(("r", "")));
            Assert.That(silent.RtpTimeout.SilentMs, Is.GreaterThanOrEqualTo(1500));
            Assert.That(audit.Termination.Streams[0].RtpTimedOut, "for an owner that missed the event");
            Assert.That(outOfService.KindCase, Is.EqualTo(Event.KindOneofCase.OutOfService));
            Assert.That(outOfService.Sequence, Is.EqualTo(7), "numbered without a gap");
        });
        Assert.That(await events.ResponseStream.MoveNext(stop), Is.False, "the stream ends well");
        Assert.That(await stopping, Is.Zero);
    }

    [Test]
    [CancelAfter(LimitMs)]
    public async Task Refusals_have_the_status_of_the_contract(CancellationToken stop)
    {
        await using var mrfp = await MrfpProcess.StartAsync(stop, "--Rtp:FirstPort=20000", "--Rtp:LastPort=20001");
        var stream = Participant.Stream(new(IPAddress.Loopback, 40_000));
        var add = new AddTerminationRequest { ContextId = "c1", TerminationId = "t1", Streams = { stream } };
        Assert.That(await RefusalAsync(mrfp.Mp.AddTerminationAsync(add, cancellationToken: stop)), Is.EqualTo(StatusCode.NotFound));

        await mrfp.Mp.AddContextAsync(new AddContextRequest { ContextId = "c1", Owner = "test" }, cancellationToken: stop);
        var first = await mrfp.Mp.AddTerminationAsync(add, cancellationToken: stop);
        var again = await mrfp.Mp.AddTerminationAsync(add, cancellationToken: stop);
        Assert.That(again.Termination.Streams[0].Local, Is.EqualTo(first.Termination.Streams[0].Local));
        Assert.That(first.Termination.Streams[0].Local.RtpPort, Is.EqualTo(20_000));

        var other = add.Clone();
        other.Streams[0].PtimeMs = 40;
        Assert.That(await RefusalAsync(mrfp.Mp.AddTerminationAsync(other, cancellationToken: stop)), Is.EqualTo(StatusCode.AlreadyExists));
        var more = add.Clone();
        more.TerminationId = "t2";
        Assert.That(await RefusalAsync(mrfp.Mp.AddTerminationAsync(more, cancellationToken: stop)), Is.EqualTo(StatusCode.ResourceExhausted));
        more.Streams[0].Direction = Direction.Unspecified;
        Assert.That(await RefusalAsync(mrfp.Mp.AddTerminationAsync(more, cancellationToken: stop)), Is.EqualTo(StatusCode.InvalidArgument));
        var outside = new StartRecordingRequest { ContextId = "c1", RecordingId = "r", FileName = "../x.wav" };
        Assert.That(await RefusalAsync(mrfp.Mp.StartRecordingAsync(outside, cancellationToken: stop)), Is.EqualTo(StatusCode.InvalidArgument));

        using var audit = mrfp.Mp.AuditAll(new AuditAllRequest { Owner = "test" }, cancellationToken: stop);
        Assert.That(await audit.ResponseStream.MoveNext(stop), Is.True);
        Assert.That(audit.ResponseStream.Current.Terminations.Single().TerminationId, Is.EqualTo("t1"));
        Assert.That(await audit.ResponseStream.MoveNext(stop), Is.False);
    }

    [Test]
    [CancelAfter(LimitMs)]
    public async Task An_owner_that_goes_silent_loses_its_contexts(CancellationToken stop)
    {
        await using var mrfp = await MrfpProcess.StartAsync(stop, "--Mp:LeaseSeconds=1");
        using (var events = mrfp.Mp.Events(new EventsRequest { Owner = "test" }, cancellationToken: stop))
        {
            await NextAsync(events, stop);
            await mrfp.Mp.AddContextAsync(new AddContextRequest { ContextId = "c1", Owner = "test" }, cancellationToken: stop);
            await Task.Delay(2500, stop); // twice the lease, and listening
            Assert.That((await LoadAsync()).Contexts, Is.EqualTo(1));
        }

        await mrfp.Program.LineAsync(line => line.Contains("Context reaped", StringComparison.Ordinal), stop);
        Assert.That((await LoadAsync()).Contexts, Is.Zero);

        async Task<Load> LoadAsync() => (await mrfp.Mp.GetCapabilitiesAsync(new GetCapabilitiesRequest(), cancellationToken: stop)).Load;
    }

    [TestCase("--Mp:Address=0.0.0.0", "Mp:Address")]
    [TestCase("--Rtp:FirstPort=10001", "Rtp:FirstPort")]
    [TestCase("--Media:Workers=many", "Media:Workers")]
    [CancelAfter(LimitMs)]
    public async Task A_wrong_setting_is_named_and_ends_with_2(string setting, string key, CancellationToken stop)
    {
        await using var program = MrfpProcess.Launch("--Mp:Port=0", setting);
        Assert.That(await program.ExitAsync(stop), Is.EqualTo(2));
        Assert.That(program.Lines, Has.Some.Contains(key));
    }

    [Test]
    [CancelAfter(LimitMs)]
    public async Task A_port_in_use_is_told_and_ends_with_1(CancellationToken stop)
    {
        await using var first = await MrfpProcess.StartAsync(stop);
        await using var second = MrfpProcess.Launch($"--Mp:Address={first.Address}", $"--Mp:Port={first.Channel.Target.Split(':')[^1]}");
        Assert.That(await second.ExitAsync(stop), Is.EqualTo(1));
        Assert.That(second.Lines, Has.Some.Contains("address already in use"));
    }

    private static async Task<Event> NextAsync(AsyncServerStreamingCall<Event> events, CancellationToken stop)
    {
        Assert.That(await events.ResponseStream.MoveNext(stop), Is.True);
        return events.ResponseStream.Current;
    }

    private static async Task<StatusCode> RefusalAsync<T>(AsyncUnaryCall<T> call)
    {
        try
        {
            await call;
            return StatusCode.OK;
        }
        catch (RpcException refused)
        {
            return refused.StatusCode;
        }
    }
}
