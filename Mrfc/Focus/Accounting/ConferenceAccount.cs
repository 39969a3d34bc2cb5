using ImsConference.Mrfc.Charging;

namespace ImsConference.Mrfc.Focus.Accounting;

/// <summary>The records of one conference, from the first who was in to the last who is gone.</summary>
/// <param name="sessionId">Of all its records.</param>
/// <param name="node">Name of this MRFC.</param>
/// <param name="conference">Which.</param>
/// <param name="begun">When the first was in.</param>
internal sealed class ConferenceAccount(string sessionId, string node, Conference conference, DateTimeOffset begun)
{
    private readonly List<string> _involved = [];
    private int _number;
    private int _most;
    private string? _icid;

    /// <summary>Somebody came in.</summary>
    public void NoteJoined(Participant participant)
    {
        _involved.Add(participant.User.Uri);
        if (participant.IsCreator) _icid ??= participant.Charging?.Vector.Icid;
        _most = Math.Max(_most, conference.Participants.Count(one => one.IsConnected));
    }

    public ChargingRecord Begin() => Record(RecordType.Start, begun);

    public ChargingRecord Continue(DateTimeOffset now) => Record(RecordType.Interim, now);

    public ChargingRecord End(DateTimeOffset now, string? reason) => Record(RecordType.Stop, now) with { CauseCode = 0, Cause = "normal", Reason = reason };

    private ChargingRecord Record(RecordType type, DateTimeOffset now) => new()
    {
        SessionId = sessionId,
        Type = type,
        Number = _number++,
        Node = node,
        Time = now,
        Icid = _icid,
        Conference = conference.Uri.ToString(),
        Calling = conference.Creator.Uri,
        Times = new CallTimes(begun, begun),
        ParticipantCount = _most,
        Participants = [.. _involved.Distinct(StringComparer.Ordinal)],
        Seconds = type == RecordType.Start ? null : (long)(now - begun).TotalSeconds,
    };
}
