using ImsConference.Mrfc.Charging;
using ImsConference.Mrfc.Focus.Leaving;
using ImsConference.Protos.Mp;
using ImsConference.Sip.Sdp;

namespace ImsConference.Mrfc.Focus.Accounting;

/// <summary>The records of one participant's session.</summary>
/// <param name="sessionId">Of all its records.</param>
/// <param name="node">Name of this MRFC.</param>
/// <param name="participant">Whose.</param>
/// <param name="requested">When its INVITE came, or ours was decided.</param>
internal sealed class SessionAccount(string sessionId, string node, Participant participant, DateTimeOffset requested)
{
    private int _number;
    private int _others;
    private DateTimeOffset _left;

    /// <summary>True from its first record to its last.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>It is in.</summary>
    public ChargingRecord Begin(DateTimeOffset now)
    {
        IsOpen = true;
        _others = participant.Conference.Participants.Count(other => other.IsConnected);
        return Record(RecordType.Start, now);
    }

    /// <summary>It still is.</summary>
    public ChargingRecord Continue(DateTimeOffset now) => Record(RecordType.Interim, now);

    /// <summary>Its session is over; its media is still to be given back.</summary>
    public void NoteLeft(DateTimeOffset now) => _left = now;

    /// <summary>It has gone, or never came in.</summary>
    public ChargingRecord End(string? reason, StreamStatistics? figures)
    {
        var cause = CauseCode(reason);
        return Record(IsOpen ? RecordType.Stop : RecordType.Event, _left) with
        {
            CauseCode = cause,
            Cause = cause == 0 ? "normal" : "failed",
            Reason = reason,
            Figures = figures is null ? null : FiguresOf(figures),
        };
    }

    private ChargingRecord Record(RecordType type, DateTimeOffset now)
    {
        var conference = participant.Conference.Uri.ToString();
        var isCalled = participant.Method == Roster.JoiningMethod.DialedOut;
        return new ChargingRecord
        {
            SessionId = sessionId,
            Type = type,
            Number = _number++,
            Node = node,
            Time = now,
            Role = isCalled ? NodeRole.Originating : NodeRole.Terminating,
            Method = "INVITE",
            CallId = participant.Session?.Dialog.Id.CallId,
            Calling = isCalled ? conference : participant.User.Uri,
            Called = isCalled ? participant.Called : conference,
            Requested = participant.Requested,
            Times = new CallTimes(requested, participant.Joined),
            Icid = participant.Charging?.Vector.Icid,
            RelatedIcid = participant.Charging?.Vector.RelatedIcid,
            Operators = participant.Charging is { } charging ? new OperatorPair(charging.Vector.OrigIoi, charging.Vector.TermIoi) : null,
            AccessNetwork = participant.Charging?.AccessNetwork,
            Service = participant.Charging?.Service,
            Conference = conference,
            Media = MediaOf(participant),
            ParticipantCount = IsOpen ? _others : null,
            Seconds = participant.Joined is { } joined && type != RecordType.Start ? (long)(now - joined).TotalSeconds : null,
        };
    }

    // What was in force last; SDP survives its session.
    private static List<MediaComponent>? MediaOf(Participant participant) => participant.Session is not { LocalDescription: { } local, RemoteDescription: { } remote } ? null
        : [.. local.Media.Zip(remote.Media).Where(pair => !pair.First.IsRefused && !pair.Second.IsRefused).Select(pair => ComponentOf(pair.First, pair.Second))];

    private static MediaComponent ComponentOf(MediaDescription ours, MediaDescription theirs) => new(
        $"{theirs.Media} {theirs.Port} {theirs.Protocol} {string.Join(' ', theirs.Formats)}",
        [.. from map in theirs.RtpMaps
            where ours.RtpMaps.Any(map.IsSameFormat)
            select $"rtpmap:{map.PayloadType} {map.Encoding}/{map.ClockRateHz}{(map.Channels > 1 ? $"/{map.Channels}" : "")}"]);

    /// <summary>0 for a call that was in and ended in order; else the SIP status that stands for the cause; 1 when none does.</summary>
    private int CauseCode(string? reason)
    {
        var status = participant.Removal?.Cause ?? PeerReason.SipCauseIn(reason) ?? participant.End?.Status ?? 0;
        if (IsOpen) return status < 300 ? 0 : status;
        return status >= 300 ? status : 1;
    }

    private static MediaFigures FiguresOf(StreamStatistics figures) => new()
    {
        PacketsReceived = figures.PacketsReceived,
        OctetsReceived = figures.OctetsReceived,
        PacketsSent = figures.PacketsSent,
        OctetsSent = figures.OctetsSent,
        PacketsLost = figures.PacketsLost,
        PeerPacketsLost = figures.PeerPacketsLost,
        JitterMs = Math.Round(figures.JitterMs, 1),
        RoundTripMs = Math.Round(figures.RoundTripMs, 1),
        Mos = Math.Round(figures.MosEstimate, 2),
    };
}
