using System.Globalization;
using System.Net;
using System.Text;
using ImsConference.Mrfc.Focus;
using ImsConference.Mrfc.Focus.Announcements;
using ImsConference.Mrfc.Focus.Roster;
using ImsConference.Mrfc.Media;
using ImsConference.Sip.Loop;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sessions;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImsConference.Tests.Load.Rosters;

/// <summary>A conference with many subscribers, in memory: the focus and its SIP stack, without sockets and without an MRFP.</summary>
internal sealed class RosterBench : IAsyncDisposable
{
    // Longer than a transaction lingers (T4): each round also clears away what the one before left.
    private static readonly TimeSpan BetweenRounds = TimeSpan.FromSeconds(5.1);

    private readonly HeldTransports _transports = new();
    private readonly StillClock _clock = new();
    private readonly SignallingLoop _loop;
    private readonly Conference _conference;
    private int _last;

    /// <param name="subscribers">As many are subscribed, and told the full state, when this returns.</param>
    public RosterBench(int subscribers)
    {
        _loop = new SignallingLoop(_clock, NullLogger<SignallingLoop>.Instance);
        var agent = new UserAgent(_loop, _transports, AgentOptions, NullLogger<UserAgent>.Instance);
        var options = new FocusOptions
        {
            RedirectUris = ["sip:conferences@home1.net"],
            NotifySpacingMs = 0,
            DepartedMs = 600_000,
            MaxSubscriptions = subscribers,
            UnjoinedSeconds = 86_400,
            SubscriptionSeconds = 86_400,
        };
        var pool = new MrfpPool(_loop, [], options.Node, new MpOptions(), NullLogger<MrfpPool>.Instance);
        var focus = new ConferenceFocus(agent, pool, options, new AnnouncementOptions(), NullLoggerFactory.Instance);
        var creator = new Caller("sip:alice@home1.net", "Alice", false, false);
        if (!focus.Conferences.TryAllocate(creator, outlivesItsMaker: true, out _conference, out var refusal)) throw new InvalidOperationException(refusal.Text);
        for (var i = 0; i < subscribers; i++) Subscribe(i);
        if (_conference.Subscribers.Count != subscribers) throw new InvalidOperationException($"{_conference.Subscribers.Count} of {subscribers} subscribed");
    }

    private static UserAgentOptions AgentOptions => new()
    {
        Supported = FocusCapabilities.Supported,
        Allow = FocusCapabilities.Allow,
        AllowEvents = FocusCapabilities.AllowEvents,
        Accept = FocusCapabilities.Accept,
        Product = "IMSConference",
    };

    /// <summary>One comes in: its NOTIFYs are written and sent.</summary>
    public void Join()
    {
        _clock.Advance(BetweenRounds);
        var number = ++_last;
        _conference.Roster.Put(
            new RosterUser($"sip:user{number}_public1@home1.net", $"User {number}") { Roles = ["participant"], Languages = ["en"] },
            new RosterEndpoint($"sip:user{number}@198.51.100.7:5060", EndpointStatus.Connected)
            {
                JoiningMethod = JoiningMethod.DialedIn,
                Joining = new RosterExecution(DateTimeOffset.UnixEpoch),
                Media = [new RosterMedia("1", "audio", 4711, MediaStatus.SendRecv) { Label = "1" }],
                Call = new RosterCall("5pp8hqvgwxqhs", "from", "to"),
            });
        _conference.TellSubscribers();
        _loop.RunReady();
    }

    /// <summary>The answers of the subscribers to what was sent, as datagrams.</summary>
    public List<(byte[] Answer, IPEndPoint From)> TakeAnswers(out int bytes)
    {
        bytes = _transports.Sent.Sum(sent => sent.Request.Bytes.Length);
        var answers = _transports.Sent.ConvertAll(sent => (AnswerTo(sent.Request), sent.Hop.Remote));
        _transports.Sent.Clear();
        return answers;
    }

    /// <summary>The subscribers answer.</summary>
    public void Deliver(List<(byte[] Answer, IPEndPoint From)> answers)
    {
        foreach (var (answer, from) in answers) _transports.Arrive(answer, from);
        _loop.RunReady();
    }

    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    private static byte[] AnswerTo(SipMessage request)
    {
        var text = new StringBuilder("SIP/2.0 200 OK\r\n");
        foreach (var name in (string[])["Via", "From", "To", "Call-ID", "CSeq"]) text.Append(name).Append(": ").Append(Encoding.UTF8.GetString(request[name])).Append("\r\n");
        return Encoding.UTF8.GetBytes(text.Append("Content-Length: 0\r\n\r\n").ToString());
    }

    private void Subscribe(int number)
    {
        var from = new IPEndPoint(new IPAddress([10, 0, (byte)(number / 250), (byte)(1 + number % 250)]), 5060);
        var text = string.Create(CultureInfo.InvariantCulture, $"""
            SUBSCRIBE {_conference.Uri} SIP/2.0
            Via: SIP/2.0/UDP {from};branch=z9hG4bK-{number};rport
            Max-Forwards: 70
            From: <sip:watcher{number}@home1.net>;tag=w{number}
            To: <{_conference.Uri}>
            Call-ID: roster-{number}@{from.Address}
            CSeq: 1 SUBSCRIBE
            Contact: <sip:watcher{number}@{from}>
            Event: conference
            Accept: application/conference-info+xml
            Expires: 86400
            Content-Length: 0


            """);
        _transports.Arrive(Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n")), from);
        _loop.RunReady();
        Deliver(TakeAnswers(out _));
    }
}
