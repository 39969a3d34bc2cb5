using Grpc.Core;
using ImsConference.Mrfc.Media;
using ImsConference.Protos.Mp;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Media;

public sealed class GrpcMrfpTests
{
    private readonly ManualTime _time = new();
    private readonly List<string> _ladder = [];
    private ScriptedClient _client = new();

    [SetUp]
    public void Start()
    {
        _client = new ScriptedClient();
        _ladder.Clear();
    }

    [Test]
    public async Task Every_try_has_a_deadline()
    {
        _client.Answers.Enqueue(StatusCode.Unavailable);
        _client.Answers.Enqueue(StatusCode.OK);
        await AddAsync();
        var deadline = _time.GetUtcNow().UtcDateTime.AddMilliseconds(new MpOptions().CommandTimeoutMs);
        Assert.That(_client.Deadlines, Is.EqualTo([deadline, deadline]));
    }

    [TestCase(StatusCode.Unavailable, MrfpFault.Unavailable, 2)]
    [TestCase(StatusCode.DeadlineExceeded, MrfpFault.TimedOut, 2)]
    [TestCase(StatusCode.ResourceExhausted, MrfpFault.Exhausted, 1)]
    [TestCase(StatusCode.NotFound, MrfpFault.NotFound, 1)]
    [TestCase(StatusCode.InvalidArgument, MrfpFault.Rejected, 1)]
    [TestCase(StatusCode.FailedPrecondition, MrfpFault.Rejected, 1)]
    [TestCase(StatusCode.AlreadyExists, MrfpFault.Rejected, 1)]
    [TestCase(StatusCode.Internal, MrfpFault.Rejected, 1)]
    public void Only_what_may_have_been_lost_is_sent_again_and_only_once(StatusCode code, MrfpFault fault, int tries)
    {
        for (var i = 0; i < 3; i++) _client.Answers.Enqueue(code);
        var e = Assert.ThrowsAsync<MrfpException>(AddAsync);
        Assert.That((e?.Fault, _client.Deadlines.Count), Is.EqualTo((fault, tries)));
        Assert.That(e?.Message, Is.EqualTo($"AddTermination ctx=c1 term=t1 at mrfp:7070: {code} because"));
    }

    [Test]
    public void A_cancelled_command_is_not_sent_again()
    {
        _client.Answers.Enqueue(StatusCode.Cancelled);
        Assert.ThrowsAsync<OperationCanceledException>(() => AddAsync(new CancellationToken(canceled: true)));
        Assert.That(_client.Deadlines, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task The_ladder_shows_command_and_reply()
    {
        _client.Answers.Enqueue(StatusCode.OK);
        await AddAsync();
        Assert.That(_ladder, Is.EqualTo([
            "mrfc -> mrfp:7070 Mp AddTermination ctx=c1 term=t1 [c1]",
            "mrfp:7070 -> mrfc Mp AddTermination ok ctx=c1 [c1]",
        ]));
    }

    [Test]
    public async Task The_ladder_shows_what_was_sent_again_and_what_was_refused()
    {
        _client.Answers.Enqueue(StatusCode.Unavailable);
        _client.Answers.Enqueue(StatusCode.NotFound);
        try
        {
            await AddAsync();
        }
        catch (MrfpException)
        {
            Assert.That(_ladder, Is.EqualTo([
                "mrfc -> mrfp:7070 Mp AddTermination ctx=c1 term=t1 [c1]",
                "mrfc -> mrfp:7070 Mp AddTermination ctx=c1 term=t1 [c1]",
                "mrfp:7070 -> mrfc Mp AddTermination NotFound ctx=c1 term=t1: because [c1]",
            ]));
        }
    }

    [Test]
    public void A_reply_comes_back_to_the_loop_that_sent_the_command()
    {
        var driver = new LoopDriver();
        var reply = new TaskCompletionSource<TerminationReply>(TaskCreationOptions.RunContinuationsAsynchronously);
        _client.Pending = reply;
        var seenOnLoop = new List<bool>();
        using var mrfp = new GrpcMrfp("mrfp:7070", _client, new MpOptions(), _time, new RecordingLog<GrpcMrfp>())
        {
            Tap = _ => seenOnLoop.Add(SynchronizationContext.Current == driver.Loop),
        };
        var adding = driver.Loop.InvokeAsync(() => mrfp.AddTerminationAsync(new AddTerminationRequest(), CancellationToken.None));
        driver.RunUntilIdle();

        reply.SetResult(new TerminationReply());   // outside the loop: only its mailbox may carry on
        Assert.That(SpinWait.SpinUntil(() => driver.Loop.Backlog > 0, TimeSpan.FromSeconds(10)));
        Assert.That(seenOnLoop, Has.Count.EqualTo(1), "nothing ran beside the loop");
        driver.RunUntilIdle();
        Assert.That(adding.IsCompletedSuccessfully);
        Assert.That(seenOnLoop, Is.EqualTo([true, true]));
    }

    private Task<TerminationReply> AddAsync() => AddAsync(CancellationToken.None);

    private async Task<TerminationReply> AddAsync(CancellationToken stop)
    {
        using var mrfp = new GrpcMrfp("mrfp:7070", _client, new MpOptions(), _time, new RecordingLog<GrpcMrfp>())
        {
            Tap = entry => _ladder.Add($"{entry.From} -> {entry.To} {entry.Label} [{entry.ContextId}]"),
        };
        return await mrfp.AddTerminationAsync(new AddTerminationRequest { ContextId = "c1", TerminationId = "t1" }, stop);
    }

    /// <summary>Answers AddTermination with one status after another.</summary>
    private sealed class ScriptedClient : MediaProcessor.MediaProcessorClient
    {
        public Queue<StatusCode> Answers { get; } = new();

        public List<DateTime?> Deadlines { get; } = [];

        /// <summary>When set, the reply of every command.</summary>
        public TaskCompletionSource<TerminationReply>? Pending { get; set; }

        public override AsyncUnaryCall<TerminationReply> AddTerminationAsync(AddTerminationRequest request, CallOptions options)
        {
            Deadlines.Add(options.Deadline);
            var status = new Status(Pending is null ? Answers.Dequeue() : StatusCode.OK, "because");
            var reply = Pending is not null ? Pending.Task : status.StatusCode == StatusCode.OK
                ? Task.FromResult(new TerminationReply { ContextId = request.ContextId })
                : Task.FromException<TerminationReply>(new RpcException(status));
            return new AsyncUnaryCall<TerminationReply>(reply, Task.FromResult(new Metadata()), () => status, () => [], () => { });
        }
    }
}
