using System.Net;
using System.Text;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sdp;
using ImsConference.Sip.Sessions;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Sip.Sessions;

/// <summary>Two user agents, Alice and Bob, on a network in memory with a clock moved by hand.</summary>
internal class SessionBench
{
    internal SessionBench(int seed = 1, UserAgentOptions? alice = null, UserAgentOptions? bob = null)
    {
        Network = new MemoryNetwork(Driver.Loop);
        AliceNode = Network.Add("10.0.0.1:5060");
        BobNode = Network.Add("10.0.0.2:5060");
        Alice = Agent(AliceNode, alice ?? new(), seed);
        Bob = Agent(BobNode, bob ?? new(), seed + 1000);
    }

    internal LoopDriver Driver { get; } = new();

    internal MemoryNetwork Network { get; }

    internal MemoryNetwork.Node AliceNode { get; }

    internal MemoryNetwork.Node BobNode { get; }

    internal UserAgent Alice { get; }

    internal UserAgent Bob { get; }

    internal RecordingLog<UserAgent> Log { get; } = new();

    /// <summary>INVITE to Bob with an offer.</summary>
    internal static InviteRequest ToBob => new()
    {
        Target = SipUri.Parse("sip:bob@10.0.0.2"),
        From = "\"Alice\" <sip:alice@10.0.0.1>",
        Offer = Sdp("alice", 4000),
    };

    /// <summary>Requests and statuses on the wire in order, for example <c>INVITE 100 180 200 ACK</c>; repeats stand as often as they were sent.</summary>
    internal string Ladder => string.Join(' ', Network.Sent.Select(s => Name(s.Message)));

    internal static SessionDescription Sdp(string user, int port, MediaDirection direction = MediaDirection.SendReceive) => new()
    {
        Origin = new Origin(user, 1, 1, "10.0.0.9"),
        Connection = Connection.For(IPAddress.Parse("10.0.0.9")),
        Media = [new MediaDescription { Media = "audio", Port = port, Formats = ["8"] }.WithDirection(direction)],
    };

    internal static string Name(SipMessage message) =>
        message.IsRequest ? Encoding.ASCII.GetString(message.MethodName) : $"{message.StatusCode}";

    /// <summary>Bob handles each INVITE so.</summary>
    internal void BobAnswers(Func<ServerInvite, Task> flow, ServerInviteOptions? options = null) => Bob.Use(request =>
    {
        if (request.Method != SipMethod.Invite || request.Dialog is not null) return false;
        if (request.TakeInvite(options ?? new()) is { } invite) Driver.Loop.Spawn("bob", () => flow(invite));
        return true;
    });

    /// <summary>Bob answers 200 at once.</summary>
    internal void BobAccepts(ServerInviteOptions? options = null) => BobAnswers(invite => invite.AcceptAsync(Sdp("bob", 5000)), options);

    /// <summary>Runs a flow to its end, moving the clock, at most two minutes.</summary>
    internal T Await<T>(Func<Task<T>> flow) => Driver.Run(flow, TimeSpan.FromMinutes(2));

    /// <inheritdoc cref="Await{T}"/>
    internal void Await(Func<Task> flow) => Driver.Run(flow, TimeSpan.FromMinutes(2));

    /// <summary>Waits for each; unlike <c>Task.WhenAll</c> never by way of the thread pool, which the clock would not wait for.</summary>
    internal static async Task<T[]> AllAsync<T>(params IEnumerable<Task<T>> tasks)
    {
        var started = tasks.ToArray();
        var results = new List<T>();
        foreach (var task in started) results.Add(await task);
        return [.. results];
    }

    /// <inheritdoc cref="AllAsync{T}"/>
    internal static async Task AllAsync(params Task[] tasks)
    {
        foreach (var task in tasks) await task;
    }

    internal ClientInvite Invite(InviteRequest? request = null) => Driver.Run(() => Alice.Invite(request ?? ToBob));

    /// <summary>Sends an INVITE and waits for what becomes of it.</summary>
    internal InviteOutcome InviteToEnd(InviteRequest? request = null)
    {
        var call = Invite(request);
        return Await(() => call.Outcome);
    }

    /// <summary>A confirmed call, both ends.</summary>
    internal (InviteSession Alice, InviteSession Bob) Call(InviteRequest? request = null, ServerInviteOptions? options = null)
    {
        InviteSession? bob = null;
        BobAnswers(async invite => bob = await invite.AcceptAsync(Sdp("bob", 5000)), options);
        var call = Invite(request);
        var outcome = Await(() => call.Outcome);
        Driver.AdvanceMs(100);
        Assert.That(outcome.Session, Is.Not.Null, $"status {outcome.Status}");
        Assert.That(bob, Is.Not.Null);
        return (outcome.Session!, bob!);
    }

    /// <summary>Loses the first UDP messages of that name.</summary>
    internal void Lose(string name, int times = 1)
    {
        var left = times;
        Network.Fate = (_, message) => Name(message) == name && left-- > 0 ? [] : [TimeSpan.Zero];
    }

    /// <summary>Alice's node sends a message to Bob as she did before, with something in its text replaced.</summary>
    internal void Replay(SipMessage message, string old, string by)
    {
        var text = Encoding.UTF8.GetString(message.Bytes.Span).Replace(old, by, StringComparison.Ordinal);
        Assert.That(SipMessage.TryParse(Encoding.UTF8.GetBytes(text), out var replay, out var fault), $"{fault}");
        Driver.Run(() => AliceNode.Send(replay, new(default, BobNode.Address, AliceNode.Address)));
        Driver.AdvanceMs(50);
    }

    internal int Count(string name) => Network.Sent.Count(s => Name(s.Message) == name);

    internal SipMessage Last(string name) => Network.Sent.Last(s => Name(s.Message) == name).Message;

    /// <summary>After the longest timer nothing is left anywhere.</summary>
    internal void AssertNothingLeft()
    {
        Driver.Advance(TimeSpan.FromMinutes(3));
        Assert.Multiple(() =>
        {
            Assert.That(Alice.Counts, Is.EqualTo(default(UserAgentCounts)), "Alice");
            Assert.That(Bob.Counts, Is.EqualTo(default(UserAgentCounts)), "Bob");
            Assert.That(Log.Errors, Is.Empty);
        });
        Driver.AssertClean();
    }

    /// <summary>Alice hangs up, and nothing is left.</summary>
    internal void HangUp(InviteSession session)
    {
        Await(() => session.ByeAsync());
        AssertNothingLeft();
    }

    private UserAgent Agent(MemoryNetwork.Node node, UserAgentOptions options, int seed) =>
        Driver.Run(() => new UserAgent(Driver.Loop, node, options with { Random = options.Random ?? new Random(seed) }, Log));
}
