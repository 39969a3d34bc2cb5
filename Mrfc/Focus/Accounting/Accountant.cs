using ImsConference.Mrfc.Charging;
using ImsConference.Mrfc.Focus.News;
using ImsConference.Sip.Loop;

namespace ImsConference.Mrfc.Focus.Accounting;

/// <summary>Makes the call detail records: hears the news, and keeps an account of every conference and participant while it stands.</summary>
public sealed class Accountant
{
    private readonly SignallingLoop _loop;
    private readonly string _node;
    private readonly TimeSpan _interim;
    private readonly Action<ChargingRecord> _write;
    private readonly string _start;
    private readonly Dictionary<Participant, SessionAccount> _sessions = [];
    private readonly Dictionary<Conference, ConferenceAccount> _conferences = [];
    private readonly Dictionary<object, LoopTimer> _timers = [];
    private readonly Dictionary<Conference, ConferenceEvent> _ended = [];
    private long _lastSession;

    /// <param name="loop">Where all of this happens.</param>
    /// <param name="node">Name of this MRFC.</param>
    /// <param name="interim">Time between two records of what still stands; zero: none.</param>
    /// <param name="write">Takes a record, and returns at once.</param>
    public Accountant(SignallingLoop loop, string node, TimeSpan interim, Action<ChargingRecord> write)
    {
        _loop = loop;
        _node = node;
        _interim = interim;
        _write = write;
        _start = $"{loop.Time.GetUtcNow().ToUnixTimeMilliseconds()}";
    }

    private DateTimeOffset Now => _loop.Time.GetUtcNow();

    /// <summary>Takes the news.</summary>
    public void Hear(ConferenceEvent happened)
    {
        switch (happened)
        {
            case { Kind: ConferenceEventKind.ParticipantDialing, Participant: { } participant }:
                _sessions[participant] = new SessionAccount(NextId(), _node, participant, happened.Time);
                break;
            case { Kind: ConferenceEventKind.ParticipantJoined, Participant: { } participant }:
                Join(participant);
                break;
            case { Kind: ConferenceEventKind.ParticipantLeft, Participant: { } participant }:
                if (_sessions.TryGetValue(participant, out var leaving)) leaving.NoteLeft(happened.Time);
                break;
            case { Kind: ConferenceEventKind.ParticipantReleased, Participant: { } participant }:
                Release(participant, happened);
                break;
            case { Kind: ConferenceEventKind.ConferenceEnded, Conference: { } conference }:
                _ended.Add(conference, happened);
                EndIfEmpty(conference);
                break;
        }
    }

    // RFC 6733 §8.8: the node, when it was started, and which session since.
    private string NextId() => $"{_node};{_start};{++_lastSession}";

    private void Join(Participant participant)
    {
        if (!_sessions.TryGetValue(participant, out var session) || session.IsOpen) return;
        if (!_conferences.TryGetValue(participant.Conference, out var conference))
        {
            _conferences[participant.Conference] = conference = new ConferenceAccount(NextId(), _node, participant.Conference, Now);
            _write(conference.Begin());
            Repeat(participant.Conference, () => conference.Continue(Now));
        }

        conference.NoteJoined(participant);
        _write(session.Begin(Now));
        Repeat(participant, () => session.Continue(Now));
    }

    private void Release(Participant participant, ConferenceEvent happened)
    {
        if (!_sessions.Remove(participant, out var session)) return;

        Cease(participant);
        _write(session.End(happened.Reason, happened.Figures));
        EndIfEmpty(participant.Conference);
    }

    // The last figures come after the end of the conference: its record is the last of all.
    private void EndIfEmpty(Conference conference)
    {
        if (!_ended.TryGetValue(conference, out var end) || _sessions.Keys.Any(one => one.Conference == conference)) return;

        _ended.Remove(conference);
        Cease(conference);
        if (_conferences.Remove(conference, out var account)) _write(account.End(end.Time, end.Reason));
    }

    private void Repeat(object what, Func<ChargingRecord> record)
    {
        if (_interim <= TimeSpan.Zero) return;
        _timers[what] = _loop.Schedule(_interim, () =>
        {
            _write(record());
            Repeat(what, record);
        });
    }

    private void Cease(object what)
    {
        if (_timers.Remove(what, out var timer)) timer.Cancel();
    }
}
