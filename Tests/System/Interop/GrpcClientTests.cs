using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd.Interop;

/// <summary>Our client against an independent server, and the same against our own.</summary>
[TestFixture("grpcio")]
[TestFixture("ours")]
public sealed class GrpcClientTests(string server)
{
    private const int LimitMs = 20_000;

    private IAsyncDisposable? _running;
    private Wire? _wire;
    private GrpcChannel? _channel;

    private Probe.ProbeClient Client { get; set; } = null!;

    private GrpcChannel Channel => _channel ?? throw new InvalidOperationException("Not set up.");

    private Wire Wire => _wire ?? throw new InvalidOperationException("Not set up.");

    [SetUp]
    public async Task Start()
    {
        Uri address;
        if (server == "ours")
        {
            var host = await ProbeHost.StartAsync();
            _running = host;
            address = host.Address;
        }
        else
        {
            var python = await Python.StartAsync("server.py");
            _running = python;
            var port = await python.ReadLineAsync(CancellationToken.None) ?? throw new InvalidOperationException(await python.ErrorsAsync());
            address = new Uri($"http://127.0.0.1:{port}");
        }

        _wire = new Wire(address);
        _channel = GrpcChannel.ForAddress(_wire.Address);
        Client = new Probe.ProbeClient(_channel);
    }

    [TearDown]
    public async Task Stop()
    {
        _channel?.Dispose();
        if (_wire is not null) await _wire.DisposeAsync();
        if (_running is not null) await _running.DisposeAsync();
    }

    [TestCase("")]
    [TestCase("Grüße, 世界")]
    [CancelAfter(LimitMs)]
    public async Task A_request_has_its_response(string text, CancellationToken stop)
    {
        using var call = Client.EchoAsync(new Note { Text = text }, cancellationToken: stop);
        Assert.That((await call).Text, Is.EqualTo(text));
        Assert.That(call.GetStatus().StatusCode, Is.EqualTo(StatusCode.OK));
    }

    [Test]
    public void A_blocking_call_returns_the_response() =>
        Assert.That(Client.Echo(new Note { Text = "x" }, deadline: In(LimitMs)).Text, Is.EqualTo("x"));

    [Test, CancelAfter(LimitMs)]
    public async Task A_message_larger_than_a_flow_control_window_passes(CancellationToken stop)
    {
        var payload = ByteString.CopyFrom([.. Enumerable.Range(0, 1_000_000).Select(i => (byte)i)]);
        var reply = await Client.EchoAsync(new Note { Payload = payload }, cancellationToken: stop);
        Assert.That(reply.Payload, Is.EqualTo(payload));
    }

    [Test, CancelAfter(LimitMs)]
    public async Task Many_calls_share_the_connection(CancellationToken stop)
    {
        var calls = Enumerable.Range(0, 200).Select(async i => (await Client.EchoAsync(new Note { Count = i }, cancellationToken: stop)).Count);
        Assert.That(await Task.WhenAll(calls), Is.EqualTo(Enumerable.Range(0, 200)));
    }

    [TestCase(0)]
    [TestCase(100)]
    [CancelAfter(LimitMs)]
    public async Task A_stream_of_requests_has_one_response(int count, CancellationToken stop)
    {
        using var call = Client.Gather(cancellationToken: stop);
        for (var i = 0; i < count; i++) await call.RequestStream.WriteAsync(new Note { Text = $"{i}" }, stop);
        await call.RequestStream.CompleteAsync();
        Assert.That((await call).Text, Is.EqualTo(string.Join(',', Enumerable.Range(0, count))));
    }

    [TestCase(0)]
    [TestCase(100)]
    [CancelAfter(LimitMs)]
    public async Task A_request_has_a_stream_of_responses(int count, CancellationToken stop)
    {
        using var call = Client.Scatter(new Note { Count = count }, cancellationToken: stop);
        var counts = new List<int>();
        await foreach (var note in call.ResponseStream.ReadAllAsync(stop)) counts.Add(note.Count);
        Assert.That(counts, Is.EqualTo(Enumerable.Range(1, count)));
        Assert.That(call.GetStatus(), Is.EqualTo(Status.DefaultSuccess));
    }

    [Test, CancelAfter(LimitMs)]
    public async Task Two_streams_run_beside_each_other(CancellationToken stop)
    {
        using var call = Client.Converse(cancellationToken: stop);
        foreach (var word in (string[])["one", "two", "three"])
        {
            await call.RequestStream.WriteAsync(new Note { Text = word }, stop);
            Assert.That(await call.ResponseStream.MoveNext(stop));
            Assert.That(call.ResponseStream.Current.Text, Is.EqualTo(word.ToUpperInvariant()));
        }

        await call.RequestStream.CompleteAsync();
        Assert.That(await call.ResponseStream.MoveNext(stop), Is.False);
    }

    [Test, CancelAfter(LimitMs)]
    public async Task Metadata_pass_both_ways(CancellationToken stop)
    {
        byte[] raw = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        var sent = new Metadata
        {
            { "probe-text", "plain text" }, { "Probe-Many", "1" }, { "probe-many", "2" }, { "probe-raw-bin", raw }, { "probe-none-bin", [] },
        };
        using var call = Client.EchoAsync(new Note(), sent, cancellationToken: stop);

        var headers = await call.ResponseHeadersAsync;
        await call;
        Assert.That(headers.GetValue("probe-text"), Is.EqualTo("plain text"));
        Assert.That(headers.GetAll("probe-many").SelectMany(e => e.Value.Split(',', StringSplitOptions.TrimEntries)), Is.EqualTo(["1", "2"]));
        Assert.That(call.GetTrailers().GetValueBytes("probe-raw-bin"), Is.EqualTo(raw));
        if (server != "ours") Assert.That(call.GetTrailers().GetValueBytes("probe-none-bin"), Is.Empty, "Kestrel sends no empty field");
    }

    [TestCase(StatusCode.NotFound, "context c1")]
    [TestCase(StatusCode.Internal, "nö: 50 % \n 世界")]
    [CancelAfter(LimitMs)]
    public async Task A_failure_has_its_status_and_text(StatusCode code, string text, CancellationToken stop)
    {
        var e = await FailureAsync(async () => await Client.EchoAsync(new Note { FailWith = (int)code, Text = text }, cancellationToken: stop));
        Assert.That((e.StatusCode, e.Status.Detail), Is.EqualTo((code, text)));
    }

    [Test, CancelAfter(LimitMs)]
    public async Task A_stream_fails_after_its_messages(CancellationToken stop)
    {
        using var call = Client.Scatter(new Note { Count = 3, FailWith = (int)StatusCode.ResourceExhausted, Text = "full" }, cancellationToken: stop);
        var seen = 0;
        var e = await FailureAsync(async () =>
        {
            while (await call.ResponseStream.MoveNext(stop)) seen++;
        });
        Assert.That((seen, e.StatusCode, e.Status.Detail), Is.EqualTo((3, StatusCode.ResourceExhausted, "full")));
    }

    [Test, CancelAfter(LimitMs)]
    public async Task A_failure_while_requests_are_sent_reaches_the_sender(CancellationToken stop)
    {
        using var call = Client.Gather(cancellationToken: stop);
        var e = await FailureAsync(async () =>
        {
            for (var i = 0; ; i++) await call.RequestStream.WriteAsync(new Note { FailWith = i == 2 ? 3 : 0, Text = "no" }, stop);
        });
        Assert.That((e.StatusCode, e.Status.Detail), Is.EqualTo((StatusCode.InvalidArgument, "no")));
        Assert.That((await FailureAsync(async () => await call)).StatusCode, Is.EqualTo(StatusCode.InvalidArgument));
    }

    [Test, CancelAfter(LimitMs)]
    public async Task A_handler_that_crashes_is_unknown(CancellationToken stop)
    {
        var e = await FailureAsync(async () => await Client.EchoAsync(new Note { Crash = true }, cancellationToken: stop));
        Assert.That(e.StatusCode, Is.EqualTo(StatusCode.Unknown));
        if (server == "ours") Assert.That(e.Status.Detail, Does.Not.Contain("secret"));
    }

    [Test, CancelAfter(LimitMs)]
    public async Task A_method_that_nobody_wrote_is_unimplemented(CancellationToken stop)
    {
        var e = await FailureAsync(async () => await Client.MissingAsync(new Note(), cancellationToken: stop));
        Assert.That(e.StatusCode, Is.EqualTo(StatusCode.Unimplemented));
    }

    [Test, CancelAfter(LimitMs)]
    public async Task A_deadline_ends_the_call_on_both_sides(CancellationToken stop)
    {
        var e = await FailureAsync(async () => await Client.EchoAsync(new Note { Hang = true }, deadline: In(300), cancellationToken: stop));
        Assert.That(e.StatusCode, Is.EqualTo(StatusCode.DeadlineExceeded));
        Assert.That((await Client.AwaitCancelledAsync(new Note(), cancellationToken: stop)).Text, Is.EqualTo("Echo"));
    }

    [Test]
    public async Task A_deadline_that_has_passed_ends_the_call_before_it_starts()
    {
        var e = await FailureAsync(async () => await Client.EchoAsync(new Note(), deadline: In(-1)));
        Assert.That(e.StatusCode, Is.EqualTo(StatusCode.DeadlineExceeded));
    }

    [Test, CancelAfter(LimitMs)]
    public async Task A_cancelled_token_ends_the_call_on_both_sides(CancellationToken stop)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var call = Client.Converse(cancellationToken: cancel.Token);
        await StartHangingAsync(call, stop);

        await cancel.CancelAsync();
        Assert.That((await FailureAsync(() => call.ResponseStream.MoveNext(stop))).StatusCode, Is.EqualTo(StatusCode.Cancelled));
        Assert.That((await Client.AwaitCancelledAsync(new Note(), cancellationToken: stop)).Text, Is.EqualTo("Converse"));
    }

    [Test, CancelAfter(LimitMs)]
    public async Task Disposing_a_call_cancels_it(CancellationToken stop)
    {
        using (var call = Client.Converse(cancellationToken: stop)) await StartHangingAsync(call, stop);
        Assert.That((await Client.AwaitCancelledAsync(new Note(), cancellationToken: stop)).Text, Is.EqualTo("Converse"));
    }

    [Test, CancelAfter(LimitMs)]
    public async Task A_cancelled_token_ends_the_call_before_it_starts(CancellationToken stop)
    {
        var e = await FailureAsync(async () => await Client.EchoAsync(new Note(), cancellationToken: new CancellationToken(canceled: true)));
        Assert.That(e.StatusCode, Is.EqualTo(StatusCode.Cancelled));
    }

    [Test, CancelAfter(LimitMs)]
    public async Task A_response_above_the_limit_is_refused(CancellationToken stop)
    {
        using var narrow = GrpcChannel.ForAddress(Wire.Address, new GrpcChannelOptions { MaxReceiveMessageSize = 1000, MaxSendMessageSize = 2000 });
        var client = new Probe.ProbeClient(narrow);
        var received = await FailureAsync(async () => await client.EchoAsync(new Note { Text = new string('x', 1500) }, cancellationToken: stop));
        var sent = await FailureAsync(async () => await client.EchoAsync(new Note { Text = new string('x', 2500) }, cancellationToken: stop));
        Assert.That((received.StatusCode, sent.StatusCode), Is.EqualTo((StatusCode.ResourceExhausted, StatusCode.ResourceExhausted)));
    }

    [Test, CancelAfter(LimitMs)]
    public async Task A_request_above_the_servers_limit_is_refused(CancellationToken stop)
    {
        var e = await FailureAsync(async () =>
            await Client.EchoAsync(new Note { Payload = ByteString.CopyFrom(new byte[5 << 20]) }, cancellationToken: stop));
        Assert.That(e.StatusCode, Is.EqualTo(StatusCode.ResourceExhausted));
    }

    [Test, CancelAfter(LimitMs)]
    public async Task A_compressed_response_is_read(CancellationToken stop) =>
        Assert.That((await Client.EchoAsync(new Note { Text = "gzip" }, cancellationToken: stop)).Text, Is.EqualTo("gzip"));

    [Test, CancelAfter(LimitMs)]
    public async Task A_broken_connection_ends_every_call_and_the_next_one_connects_again(CancellationToken stop)
    {
        var calls = Enumerable.Range(0, 3).Select(_ => Client.Converse(cancellationToken: stop)).ToArray();
        foreach (var call in calls) await StartHangingAsync(call, stop);
        var unary = Client.EchoAsync(new Note { Hang = true }, cancellationToken: stop);

        Wire.Break();
        foreach (var call in calls)
            Assert.That((await FailureAsync(() => call.ResponseStream.MoveNext(stop))).StatusCode, Is.EqualTo(StatusCode.Unavailable));
        Assert.That((await FailureAsync(async () => await unary)).StatusCode, Is.EqualTo(StatusCode.Unavailable));
        Assert.That((await Client.EchoAsync(new Note { Text = "again" }, cancellationToken: stop)).Text, Is.EqualTo("again"));
    }

    [Test, CancelAfter(LimitMs)]
    public async Task A_silent_connection_is_noticed_by_its_pings(CancellationToken stop)
    {
        using var handler = new SocketsHttpHandler
        {
            KeepAlivePingDelay = TimeSpan.FromSeconds(1),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(1),
        };
        using var channel = GrpcChannel.ForAddress(Wire.Address, new GrpcChannelOptions { HttpHandler = handler });
        using var call = new Probe.ProbeClient(channel).Converse(cancellationToken: stop);
        await StartHangingAsync(call, stop);

        Wire.Freeze();
        Assert.That((await FailureAsync(() => call.ResponseStream.MoveNext(stop))).StatusCode, Is.EqualTo(StatusCode.Unavailable));
    }

    [Test, CancelAfter(LimitMs)]
    public async Task A_closed_channel_ends_its_calls(CancellationToken stop)
    {
        using var call = Client.Converse(cancellationToken: stop);
        await StartHangingAsync(call, stop);
        Channel.Dispose();
        Assert.That((await FailureAsync(() => call.ResponseStream.MoveNext(stop))).StatusCode, Is.EqualTo(StatusCode.Cancelled));
    }

    [Test, CancelAfter(LimitMs)]
    public async Task Where_nobody_listens_is_unavailable(CancellationToken stop)
    {
        await Wire.DisposeAsync();
        using var channel = GrpcChannel.ForAddress(Wire.Address);
        var e = await FailureAsync(async () => await new Probe.ProbeClient(channel).EchoAsync(new Note(), cancellationToken: stop));
        Assert.That(e.StatusCode, Is.EqualTo(StatusCode.Unavailable));
    }

    private static DateTime In(int ms) => TimeProvider.System.GetUtcNow().UtcDateTime.AddMilliseconds(ms);

    /// <summary>A request that is answered and then waits at the server.</summary>
    private static async Task StartHangingAsync(AsyncDuplexStreamingCall<Note, Note> call, CancellationToken stop)
    {
        await call.RequestStream.WriteAsync(new Note { Hang = true }, stop);
        Assert.That(await call.ResponseStream.MoveNext(stop));
    }

    private static async Task<RpcException> FailureAsync(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (RpcException e)
        {
            return e;
        }

        throw new AssertionException("The call ended well.");
    }
}
