using ImsConference.Mrfc.Focus.Admission;
using ImsConference.Mrfc.Focus.Invitations;
using ImsConference.Mrfc.Focus.News;
using ImsConference.Mrfc.Focus.Roster;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sessions;

namespace ImsConference.Mrfc.Focus.Control;

/// <summary>What an operator, or an application for a user, does to conferences. On the signalling loop, like all of the focus.</summary>
/// <remarks>Each act answers with null when it is done, or with the refusal that the same act by SIP would meet.</remarks>
public sealed class ConferenceControl(FocusServices services, ParticipantFlow participants, DialOut dialOut)
{
    /// <summary>Records.</summary>
    public RecordingControl Recordings { get; } = new(services);

    /// <summary>Plays prompts.</summary>
    public AnnouncementControl Announcements { get; } = new(services);

    /// <summary>All there are, those that nobody has joined yet included.</summary>
    public IReadOnlyCollection<Conference> Conferences => services.Conferences.All;

    /// <summary>The conference with that token; null when there is none, or none any more.</summary>
    public Conference? Find(string token) => services.Conferences.FindByContext(token);

    /// <summary>The participant with that number; null when there is none, or it is on its way out.</summary>
    public static Participant? Find(Conference conference, int number) =>
        conference.Participants.FirstOrDefault(participant => participant.Number == number && !participant.IsLeaving);

    /// <summary>The one who acts, with the rights that it has in a conference.</summary>
    /// <param name="conference">The conference.</param>
    /// <param name="user">Whom an application acts for: what that user may not do by SIP, it may not do here. Null: an operator, who may do everything.</param>
    public static Actor ActorIn(Conference conference, Caller? user) => user is null ? Actor.Operator : conference.Policy.Recognise(user);

    /// <summary>Makes a conference. It waits for somebody to join, or to be invited, like one that a redirect makes.</summary>
    /// <param name="creator">Whom it is made for; null: nobody owns it but the operator.</param>
    /// <param name="rules">How it shall be run.</param>
    /// <param name="conference">The conference; null when the result is false.</param>
    /// <param name="refusal">Why not; null when the result is true.</param>
    public bool TryCreate(Caller? creator, ConferenceRules rules, out Conference conference, out Refusal refusal) =>
        services.Conferences.TryAllocate(creator ?? Caller.Operator, outlivesItsMaker: true, out conference, out refusal, rules);

    /// <summary>Ends it for everybody.</summary>
    public Refusal? End(Actor actor, Conference conference)
    {
        if (!conference.Policy.MayEnd(actor, out var refusal)) return refusal;

        Note(actor, "ends", conference);
        services.Conferences.End(conference, Removal.ConferenceEnded with { By = actor.By });
        return null;
    }

    /// <summary>Nobody else comes in any more, or again (RFC 4575 §5.5.3).</summary>
    public Refusal? Lock(Actor actor, Conference conference, bool isLocked)
    {
        if (!conference.Policy.MayLock(actor, out var refusal)) return refusal;
        if (conference.Policy.IsLocked == isLocked) return null;

        Note(actor, isLocked ? "locks" : "unlocks", conference);
        conference.Policy.IsLocked = isLocked;
        conference.TellSubscribers();
        services.News.Tell(isLocked ? ConferenceEventKind.ConferenceLocked : ConferenceEventKind.ConferenceUnlocked, conference);
        return null;
    }

    /// <summary>Has the focus bring a user in (RFC 4579 §5.5). Who is in already, or on the way, is not called again.</summary>
    /// <returns>Its participant, as far as there is one already: none where the user is asked to come by itself. Or why nobody is called.</returns>
    public async Task<(Participant? Participant, Refusal? Refusal)> InviteAsync(Actor actor, Conference conference, SipUri user)
    {
        if (!conference.Policy.MayInvite(actor, out var refusal)) return (null, refusal);

        Note(actor, $"invites {user} to", conference);
        var target = user.AsTarget();
        var call = dialOut.Invite(conference, new Invitation(target) { Referred = new RosterExecution(services.Now, null, actor.By) });
        if (call.Outcome.IsCompleted && await call.Outcome is >= 300 and var status) return (null, Refusals.NotCalled(status));

        var identity = CallerReader.IdentityOf(target);
        return (conference.Participants.FirstOrDefault(participant => participant.Call == call)
            ?? conference.Participants.FirstOrDefault(participant => participant.User.Uri == identity), null);
    }

    /// <summary>Takes a participant out, and ends what its user subscribed to (RFC 4579 §5.11).</summary>
    public Refusal? Expel(Actor actor, Participant participant)
    {
        if (!participant.Conference.Policy.MayExpel(actor, participant, out var refusal)) return refusal;

        Note(actor, "expels", participant);
        services.Conferences.Expel(participant, actor.By);
        return null;
    }

    /// <summary>Gives a participant another role.</summary>
    public async Task<Refusal?> ChangeRoleAsync(Actor actor, Participant participant, Role role)
    {
        if (!participant.Conference.Policy.MayChangeRole(actor, participant, role, out var refusal)) return refusal;
        if (participant.Role == role) return null;

        Note(actor, $"makes {role} of", participant);
        participant.Role = role;
        await participants.FollowRoleAsync(participant);
        services.News.Tell(ConferenceEventKind.ParticipantRole, participant);
        return null;
    }

    /// <summary>Lets a participant in that waits in the lobby; one that does not stays where it is.</summary>
    public Refusal? LetIn(Actor actor, Participant participant)
    {
        if (!participant.Conference.Policy.MayLetIn(actor, out var refusal)) return refusal;

        Note(actor, "lets in", participant);
        participants.LetIn(participant);
        return null;
    }

    /// <summary>Nobody hears the participant any more, or again. Whatever it holds or resumes itself, this stands.</summary>
    public async Task<Refusal?> MuteAsync(Actor actor, Participant participant, bool isMuted)
    {
        if (!participant.Conference.Policy.MayMute(actor, participant, out var refusal)) return refusal;
        if (participant.Media is not { } media) return Refusals.NoMediaYet;
        if (media.IsMuted == isMuted) return null;

        Note(actor, isMuted ? "mutes" : "unmutes", participant);
        media.IsMuted = isMuted;
        if (participant.Session is { } session) await participants.FollowAsync(participant, session);
        services.News.Tell(isMuted ? ConferenceEventKind.ParticipantMuted : ConferenceEventKind.ParticipantUnmuted, participant);
        return null;
    }

    /// <summary>Nothing goes to the participant or comes from it any more, or again; it is told by re-INVITE.</summary>
    public async Task<Refusal?> HoldAsync(Actor actor, Participant participant, bool isHeld)
    {
        if (!participant.Conference.Policy.MayMute(actor, participant, out var refusal)) return refusal;
        if (participant.Media is not { } media) return Refusals.NoMediaYet;
        if (media.IsHeldByFocus == isHeld) return null;

        Note(actor, isHeld ? "holds" : "resumes", participant);
        media.IsHeldByFocus = isHeld;
        if (participant.Session is not { HasEnded: false } session || !await participants.FollowAsync(participant, session)) return null;

        // Who refuses the offer hears and says nothing all the same: the MRFP sees to that.
        var outcome = await session.ModifyAsync(media.OfferAgain(session), ModifyBy.ReInvite);
        if (!outcome.Succeeded && !participant.IsLeaving)
            services.Log.LogInformation("{User} in conference {Conference} did not take the offer to {Step}: {Status}",
                participant.User.Uri, participant.Conference.Token, isHeld ? "hold" : "resume", outcome.Status);
        return null;
    }

    private void Note(Actor actor, string act, Conference conference) =>
        services.Log.LogInformation("{Actor} {Act} conference {Conference}", NameOf(actor), act, conference.Token);

    private void Note(Actor actor, string act, Participant participant) => services.Log.LogInformation(
        "{Actor} {Act} {User} in conference {Conference}", NameOf(actor), act, participant.User.Uri, participant.Conference.Token);

    private static string NameOf(Actor actor) => actor.User?.Uri ?? $"{actor.Role}";
}
