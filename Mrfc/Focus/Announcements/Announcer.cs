using ImsConference.Sip.Loop;

namespace ImsConference.Mrfc.Focus.Announcements;

/// <summary>Tells a conference what happens to it: who comes, who goes, that its time is nearly up. Returns at once; what cannot be played is in the log.</summary>
public sealed class Announcer(SignallingLoop loop, Prompter prompter)
{
    /// <summary>Somebody is in: the one who is alone hears so, else all hear that somebody has come. A user's further device is nobody new.</summary>
    public void Joined(Participant participant)
    {
        if (IsHereOtherwise(participant)) return;
        if (Others(participant).Any()) ToAll(participant.Conference, Prompt.Joined);
        else loop.Spawn("first", () => prompter.PlayAsync(participant, Prompt.First));
    }

    /// <summary>Somebody goes, and others stay.</summary>
    public void Left(Participant participant)
    {
        if (participant.Conference.State == ConferenceState.Active && Others(participant).Any() && !IsHereOtherwise(participant))
            ToAll(participant.Conference, Prompt.Left);
    }

    /// <summary>The conference reaches its longest duration.</summary>
    /// <param name="conference">The one.</param>
    /// <param name="seconds">In so many.</param>
    public void EndsIn(Conference conference, int seconds) => ToAll(conference, seconds == 60 ? Prompt.OneMinuteLeft : Prompt.EndsSoon);

    private static IEnumerable<Participant> Others(Participant participant) =>
        participant.Conference.Participants.Where(other => other != participant && other.IsConnected);

    private static bool IsHereOtherwise(Participant participant) => Others(participant).Any(other => other.User.IsSameUser(participant.User));

    private void ToAll(Conference conference, Prompt prompt) => loop.Spawn($"{prompt}", () => prompter.PlayToAllAsync(conference, prompt));
}
