namespace ImsConference.Mrfp.Contexts;

/// <summary>Notices when other members of a context are heard than were told last, and no more often than the MRFC asked for.</summary>
/// <param name="interval">Shortest time between two reports.</param>
internal sealed class SpeakersWatch(TimeSpan interval)
{
    private readonly long _intervalUs = interval.Ticks / TimeSpan.TicksPerMicrosecond;
    private long _dueUs;
    private bool _hasLost;

    /// <summary>One that was told as a speaker is not here any more.</summary>
    public void Forget(Termination termination)
    {
        _hasLost |= termination.IsToldAsSpeaker;
        termination.IsToldAsSpeaker = false;
    }

    /// <summary>Looks once a tick. Allocates nothing but the report.</summary>
    /// <returns>Who is heard, the loudest first; null when there is nothing to tell now.</returns>
    public IReadOnlyList<ActiveSpeaker>? Look(IReadOnlyList<Termination> members, long nowUs)
    {
        if (nowUs < _dueUs || !HasChanged(members)) return null;
        _dueUs = nowUs + _intervalUs;
        _hasLost = false;
        var speakers = new List<ActiveSpeaker>();
        foreach (var member in members)
        {
            member.IsToldAsSpeaker = member.Audio.Voice.Talker.IsSelected;
            if (member.IsToldAsSpeaker) speakers.Add(new ActiveSpeaker(member.Id, member.Audio.Voice.Talker.Level));
        }

        speakers.Sort(static (one, other) => one.Level - other.Level);
        return speakers;
    }

    private bool HasChanged(IReadOnlyList<Termination> members)
    {
        for (var i = 0; i < members.Count; i++)
            if (members[i].IsToldAsSpeaker != members[i].Audio.Voice.Talker.IsSelected) return true;
        return _hasLost;
    }
}
