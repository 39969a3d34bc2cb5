using System.Text.Json;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd.Interop;

/// <summary>Our server against an independent client.</summary>
public sealed class GrpcServerTests
{
    private readonly Dictionary<string, JsonElement> _seen = [];
    private ProbeHost? _host;

    private ProbeHost Host => _host ?? throw new InvalidOperationException("Not set up.");

    [OneTimeSetUp, CancelAfter(60_000)]
    public async Task Run()
    {
        _host = await ProbeHost.StartAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await using var client = await Python.StartAsync("client.py", Host.Address.Authority, "plain");
        while (await client.ReadLineAsync(limit.Token) is { } line)
        {
            var seen = JsonDocument.Parse(line).RootElement;
            _seen.Add(seen.GetProperty("case").GetString() ?? "", seen);
        }

        await client.AssertEndedWellAsync(limit.Token);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (_host is not null) await _host.DisposeAsync();
    }

    [TestCase("unary", ExpectedResult = "Grüße, 世界")]
    [TestCase("empty", ExpectedResult = "")]
    [TestCase("gather_nothing", ExpectedResult = "")]
    public string? Answers_with_the_text(string name) => Ok(name).GetProperty("text").GetString();

    [TestCase("large")]
    [TestCase("gzip")]
    [TestCase("many_at_once")]
    public void Answers_with_the_same(string name) => Assert.That(Ok(name).GetProperty("same").GetBoolean());

    [Test]
    public void Gathers_a_stream() =>
        Assert.That(Ok("gather").GetProperty("text").GetString(), Is.EqualTo(string.Join(',', Enumerable.Range(0, 100))));

    [TestCase("scatter", 100)]
    [TestCase("scatter_nothing", 0)]
    public void Answers_with_a_stream(string name, int count) =>
        Assert.That(Ok(name).GetProperty("counts").EnumerateArray().Select(e => e.GetInt32()), Is.EqualTo(Enumerable.Range(1, count)));

    [Test]
    public void Answers_while_it_is_asked() =>
        Assert.That(Ok("converse").GetProperty("texts").EnumerateArray().Select(e => e.GetString()), Is.EqualTo(["ONE", "TWO", "THREE"]));

    [Test]
    public void Gives_metadata_back()
    {
        var seen = Ok("metadata");
        Assert.That(Pairs(seen, "headers"), Is.EquivalentTo(["probe-text=plain text", "probe-many=1", "probe-many=2"]));
        var everyByte = Convert.ToHexStringLower([.. Enumerable.Range(0, 256).Select(i => (byte)i)]);
        Assert.That(Pairs(seen, "trailers"), Is.EquivalentTo(
            [$"probe-raw-bin={everyByte}", "probe-pair-bin=61", "probe-pair-bin=6263"]));
    }

    [TestCase("failure", "FAILED_PRECONDITION", "nö: 50 % \n 世界")]
    [TestCase("failure_after_messages", "RESOURCE_EXHAUSTED", "full")]
    [TestCase("failure_while_sending", "INVALID_ARGUMENT", "no")]
    [TestCase("crash", "UNKNOWN", "Exception was thrown by handler.")]
    [TestCase("missing", "UNIMPLEMENTED", "")]
    [TestCase("missing_service", "UNIMPLEMENTED", "There is no method /no.such.Service/Call.")]
    [TestCase("deadline", "DEADLINE_EXCEEDED", null)]
    [TestCase("deadline_of_stream", "DEADLINE_EXCEEDED", null)]
    [TestCase("cancel", "CANCELLED", null)]
    [TestCase("too_large", "RESOURCE_EXHAUSTED", "A received message of 5242885 bytes exceeds the maximum of 4194304.")]
    [TestCase("deflate", "UNIMPLEMENTED", "grpc-encoding: deflate is not supported.")]
    public void Fails_with(string name, string status, string? message)
    {
        var seen = _seen[name];
        Assert.That(seen.GetProperty("status").GetString(), Is.EqualTo(status), seen.GetRawText());
        if (message is not null) Assert.That(seen.GetProperty("message").GetString(), Is.EqualTo(message));
    }

    [Test]
    public void Sends_the_messages_before_a_failure() => Assert.That(_seen["failure_after_messages"].GetProperty("seen").GetInt32(), Is.EqualTo(3));

    [Test, CancelAfter(20_000)]
    public async Task A_broken_connection_cancels_the_handlers(CancellationToken stop)
    {
        await using var wire = new Wire(Host.Address);
        await using var client = await Python.StartAsync("client.py", wire.Address.Authority, "broken");
        Assert.That(await client.ReadLineAsync(stop), Does.Contain("under way"));

        wire.Break();
        for (var i = 0; i < 3; i++) Assert.That(await client.ReadLineAsync(stop), Does.Contain("UNAVAILABLE"));
        await client.AssertEndedWellAsync(stop);

        using var channel = Grpc.Net.Client.GrpcChannel.ForAddress(Host.Address);
        var probe = new Probe.ProbeClient(channel);
        var cancelled = new List<string>();
        while (cancelled.Count(name => name == "Converse") < 3)
            cancelled.Add((await probe.AwaitCancelledAsync(new Note(), cancellationToken: stop)).Text);
    }

    private static IEnumerable<string> Pairs(JsonElement seen, string name) =>
        seen.GetProperty(name).EnumerateArray().Select(pair => $"{pair[0].GetString()}={pair[1].GetString()}");

    private JsonElement Ok(string name)
    {
        Assert.That(_seen[name].GetProperty("status").GetString(), Is.EqualTo("OK"), _seen[name].GetRawText());
        return _seen[name];
    }
}
