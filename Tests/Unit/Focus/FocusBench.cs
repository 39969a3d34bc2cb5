using System.Text;
using ImsConference.Mrfc.Focus;
using ImsConference.Mrfc.Focus.Admission;
using ImsConference.Mrfc.Focus.Announcements;
using ImsConference.Mrfc.Media;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sdp;
using ImsConference.Sip.Sessions;
using ImsConference.Tests.Unit.Sip;
using Microsoft.Extensions.Logging;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Focus;

/// <summary>A focus with its MRFP and some UEs, on a network in memory with a clock moved by hand.</summary>
internal sealed class FocusBench
{
    internal const string Factory = "sip:conf-factory1@home1.net";
    internal const string Redirect = "sip:conferences@home1.net";

    /// <summary>Address in the SDP of UEs that share an RTP port.</summary>
    internal const string Gateway = "198.51.100.7";

    private const string FocusAddress = "192.0.2.1:5060";
    private static readonly DateTimeOffset Start = new ManualTime().GetUtcNow();

    private readonly List<UserAgent> _ues = [];
    private readonly List<string> _announced = [];
    private int _lastUe = 9;

    /// <param name="change">Of the settings: NOTIFYs at once and both well-known URIs unless said.</param>
    /// <param name="seed">Of tags and the like.</param>
    /// <param name="mrfps">Encodings of each MRFP; one that has G.711 unless said.</param>
    internal FocusBench(Func<FocusOptions, FocusOptions>? change = null, int seed = 1, params string[][] mrfps)
        : this(new AnnouncementOptions(), change, seed, mrfps)
    {
    }

    /// <param name="announcements">What is announced; the defaults unless said.</param>
    /// <param name="change">As above.</param>
    /// <param name="seed">As above.</param>
    /// <param name="mrfps">As above.</param>
    internal FocusBench(AnnouncementOptions announcements, Func<FocusOptions, FocusOptions>? change = null, int seed = 1, params string[][] mrfps)
    {
        Network = new MemoryNetwork(Driver.Loop);
        Mrfps = mrfps.Length == 0 ? [new FakeMrfp(Driver.Loop)]
            : [.. mrfps.Select((encodings, index) => new FakeMrfp(Driver.Loop, $"mrfp{index}:7070") { Encodings = encodings })];
        Options = change is null ? Settings : change(Settings);
        Node = Network.Add(FocusAddress);
        Agent = new UserAgent(Driver.Loop, Node, AgentOptions(seed), Log.CreateLogger<UserAgent>());
        Pool = new MrfpPool(Driver.Loop, Mrfps, Options.Node, new MpOptions { SharedPortPeers = [$"{Gateway}/32"] }, Log.CreateLogger<MrfpPool>());
        Focus = new ConferenceFocus(Agent, Pool, Options, announcements, Log, new AdmissionSources(Subscribers, Options.PinServer.Length > 0 ? PinServer : null));
        Driver.Run(Pool.Start);
        Driver.AdvanceMs(50);
    }

    internal LoopDriver Driver { get; } = new();

    internal MemoryNetwork Network { get; }

    internal MemoryNetwork.Node Node { get; }

    internal IReadOnlyList<FakeMrfp> Mrfps { get; }

    /// <summary>The first, and in most tests the only one.</summary>
    internal FakeMrfp Mrfp => Mrfps[0];

    internal MrfpPool Pool { get; }

    /// <summary>The subscriber table; open unless a test says otherwise.</summary>
    internal Subscribers Subscribers { get; } = new();

    /// <summary>Asked where the settings name a PIN server.</summary>
    internal FakePinServer PinServer { get; } = new();

    internal UserAgent Agent { get; }

    internal ConferenceFocus Focus { get; }

    internal FocusOptions Options { get; }

    internal RecordingLogs Log { get; } = new();

    /// <summary>Sessions of the UEs, whoever called whom.</summary>
    internal List<InviteSession> Sessions { get; } = [];

    internal ConferenceRegistry Conferences => Focus.Conferences;

    /// <summary>The one conference there is.</summary>
    internal Conference Conference => Conferences.All.Single();

    private static FocusOptions Settings { get; } = new()
    {
        FactoryUris = [Factory],
        RedirectUris = [Redirect],
        NotifySpacingMs = 0,
        DepartedMs = 0,
        ReservedParticipants = 1,
    };

    /// <summary>A UE that finds every host at the focus.</summary>
    internal Ue Ue(string user, bool reliable = true)
    {
        var node = Network.Add($"192.0.2.{++_lastUe}:5060");
        foreach (var host in (string[])["home1.net", "mrfc1.conference.home1.net"]) node.Names[host] = [FocusAddress];
        var agent = new UserAgent(Driver.Loop, node, UeOptions(node, user), Log.CreateLogger<UserAgent>());
        Node.Names[$"{user}.example"] = [node.Address.ToString()];
        _ues.Add(agent);
        return new Ue(this, agent, node, user, reliable);
    }

    /// <summary>Messages between the focus and all UEs, as <c>INVITE</c>, <c>183</c>, in the order they were sent.</summary>
    internal string Ladder => string.Join(' ', Network.Sent.Select(sent => Name(sent.Message)));

    internal static string Name(SipMessage message) =>
        message.IsRequest ? Encoding.ASCII.GetString(message.MethodName) : $"{message.StatusCode}";

    internal SipMessage Last(string name) => Network.Sent.Last(sent => Name(sent.Message) == name).Message;

    internal IEnumerable<SipMessage> All(string name) => Network.Sent.Where(sent => Name(sent.Message) == name).Select(sent => sent.Message);

    internal static string Text(SipMessage message, HeaderId id) => Encoding.UTF8.GetString(message[id]);

    /// <summary>An error in the log that contains this is expected.</summary>
    internal void Announce(string text) => _announced.Add(text);

    /// <summary>All values of a header, with commas.</summary>
    internal static string List(SipMessage message, string name)
    {
        var values = new List<string>();
        foreach (var value in message.Values(name)) values.Add(Encoding.UTF8.GetString(value));
        return string.Join(", ", values);
    }

    /// <summary>Commands of that name wait until the test lets them go.</summary>
    internal TaskCompletionSource HoldBack(string command)
    {
        var gate = new TaskCompletionSource();
        Mrfp.Before = seen => seen == command ? gate.Task : Task.CompletedTask;
        return gate;
    }

    internal T Await<T>(Func<Task<T>> flow, TimeSpan? limit = null) => Driver.Run(flow, limit ?? TimeSpan.FromMinutes(3));

    internal void Await(Func<Task> flow) => Driver.Run(flow, TimeSpan.FromMinutes(3));

    /// <summary>A conference that alice has made by the factory, and is in.</summary>
    internal (Ue Alice, InviteSession Session) Make(bool reliable = true)
    {
        var alice = Ue("alice", reliable);
        return (alice, alice.Call(Factory));
    }

    /// <summary>Everybody who is still in hangs up; nothing is left.</summary>
    internal void EveryoneLeaves(int faults = 0)
    {
        foreach (var session in Sessions.Where(session => !session.HasEnded).ToList()) Await(() => session.ByeAsync());
        AssertNothingLeft(faults: faults);
    }

    /// <summary>Moves time until nothing happens by itself any more, and finds nothing left: no conference, dialog, transaction, context, timer.</summary>
    internal void AssertNothingLeft(string context = "", int faults = 0)
    {
        Driver.Advance(TimeSpan.FromMinutes(10));
        Driver.Run(Pool.Dispose);
        Driver.AdvanceMs(100);
        Assert.Multiple(() =>
        {
            Assert.That(Conferences.Count, Is.Zero, $"{context} conferences");
            Assert.That(Agent.Counts, Is.EqualTo(default(UserAgentCounts)), $"{context} focus");
            foreach (var ue in _ues) Assert.That(ue.Counts, Is.EqualTo(default(UserAgentCounts)), $"{context} UE");
            foreach (var mrfp in Mrfps) Assert.That(mrfp.Contexts, Is.Empty, $"{context} contexts on the MRFP");
            Assert.That(Pool.Contexts, Is.Zero, $"{context} contexts of the pool");
            Assert.That(Log.Errors.Where(error => !_announced.Any(text => error.Contains(text, StringComparison.Ordinal))), Is.Empty, context);
            Assert.That(Driver.Log.Errors, Has.Count.EqualTo(faults), context);
            Assert.That(Driver.Loop.Faults, Is.EqualTo(faults), $"{context} faults");
            Assert.That(Driver.Loop.Flows, Is.Zero, $"{context} flows");
            Assert.That(Driver.Loop.Timers, Is.Zero, $"{context} timers");
        });
    }

    internal TimeSpan Elapsed => Driver.Time.GetUtcNow() - Start;

    private static UserAgentOptions AgentOptions(int seed) => new()
    {
        Supported = FocusCapabilities.Supported,
        SupportedAtSomeUris = FocusCapabilities.SupportedAtFactory,
        Allow = FocusCapabilities.Allow,
        AllowEvents = FocusCapabilities.AllowEvents,
        Accept = FocusCapabilities.Accept,
        Random = new Random(seed),
    };

    private static UserAgentOptions UeOptions(MemoryNetwork.Node node, string user) => new()
    {
        Contact = $"<sip:{user}@{node.Address}>",
        Random = new Random(node.Address.GetHashCode()),
    };

    /// <summary>Offer of a UE: PCMU, PCMA and telephone-event unless said.</summary>
    internal static SessionDescription Sdp(int port, MediaDirection direction = MediaDirection.SendReceive, string formats = "0 8 101", string more = "")
    {
        var text = $"v=0\r\no=ue 1 1 IN IP4 192.0.2.99\r\ns=-\r\nc=IN IP4 192.0.2.99\r\nt=0 0\r\n"
            + $"m=audio {port} RTP/AVP {formats}\r\n{(formats.Contains("101", StringComparison.Ordinal) ? "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\n" : "")}{more}";
        Assert.That(SessionDescription.TryParse(Encoding.UTF8.GetBytes(text), out var description, out var fault), fault);
        return description with { Media = description.Media.SetItem(0, description.Media[0].WithDirection(direction)) };
    }
}
