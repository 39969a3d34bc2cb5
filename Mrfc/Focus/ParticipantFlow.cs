using System.Security.Cryptography;
using ImsConference.Mrfc.Focus.Admission;
using ImsConference.Mrfc.Focus.Leaving;
using ImsConference.Mrfc.Focus.Negotiation;
using ImsConference.Mrfc.Focus.Roster;
using ImsConference.Mrfc.Media;
using ImsConference.Sip.Sessions;

namespace ImsConference.Mrfc.Focus;

/// <summary>What the flow of a participant does alike, whoever called whom: media, offers in the session, the end.</summary>
public sealed class ParticipantFlow(FocusServices services, Entrance entrance)
{
    /// <summary>Names the participant's termination, so that every command can be repeated and an audit can tell whose it is.</summary>
    /// <remarks>Who takes another's place is muted, held, or kept in the lobby as that one is: a device is changed, and no command undone.</remarks>
    public void PrepareMedia(Participant participant, MrfpContext context)
    {
        var termination = new MrfpTermination(context, $"{context.Id}-{participant.Number}", services.Pool, services.Log);
        participant.Threshold = entrance.ThresholdFor(participant);
        participant.Media = new ParticipantMedia(
            termination, services.Negotiator, new LocalSession((ulong)RandomNumberGenerator.GetInt32(int.MaxValue)), TimeSpan.FromSeconds(services.Options.RtpTimeoutSeconds))
        {
            IsIsolated = participant.Threshold != Threshold.None,
            IsListenOnly = participant.Role == Role.ListenOnly,
            IsMuted = participant.Replaced is { IsMuted: true },
            IsHeldByFocus = participant.Replaced is { Media.IsHeldByFocus: true },
        };
    }

    /// <summary>The call is answered of one that takes another's place, if it does: the other goes, and what was commanded for it meanwhile holds for this one.</summary>
    public async Task TakeOverAsync(Participant participant)
    {
        if (participant is not { Replaced: { } replaced, Media: { } media }) return;

        var before = (participant.Role, media.IsMuted, media.IsHeldByFocus);
        participant.IsVouchedFor = participant.IsVouchedFor;
        participant.Role = replaced.Role;
        media.IsMuted = replaced.IsMuted;
        media.IsHeldByFocus = replaced.Media is { IsHeldByFocus: true };
        participant.Replaced = null;
        replaced.Remove(Removal.Replaced);
        if (before != (participant.Role, media.IsMuted, media.IsHeldByFocus)) await FollowRoleAsync(participant);
    }

    /// <summary>Hooks the participant to its session: later offers, and what becomes of them.</summary>
    public void Bind(Participant participant, InviteSession session)
    {
        participant.Session = session;
        session.OnOfferWanted = current => Task.FromResult(participant.Media?.OfferAgain(current));
        session.OnAgreed = current => services.Loop.Spawn("media follows", () => FollowAsync(participant, current));
    }

    /// <summary>Answers an offer of the participant: hold, another codec, another port.</summary>
    public async Task<OfferReply> AnswerOfferAsync(Participant participant, IncomingOffer incoming)
    {
        var callId = incoming.Session.Dialog.Id.CallId;
        if (participant.Media is not { } media || participant.IsLeaving)
            return services.Refusals.ToOffer(callId, Removal.ConferenceEnded.ToRefusal(0));

        var (answer, refusal) = await media.TakeLaterOfferAsync(incoming, services.Options.RetryAfterSeconds);
        if (answer is not null) return OfferReply.Answer(answer);

        // The MRFP may have followed the offer although its reply was lost: back to what stays in force.
        services.Loop.Spawn("media stays", () => FollowAsync(participant, incoming.Session));
        return services.Refusals.ToOffer(callId, refusal!);
    }

    /// <summary>Brings the MRFP in line with what is agreed, and shows it. A participant whose media cannot follow is taken out.</summary>
    /// <returns>False when it is leaving.</returns>
    public async Task<bool> FollowAsync(Participant participant, InviteSession session)
    {
        if (participant.Media is not { } media || participant.IsLeaving) return false;

        media.NoteSource(session.RemoteDescription);
        var fault = await media.FollowAsync(session);
        if (participant.IsLeaving) return false;
        if (fault is not null) participant.Remove(fault);
        else if (participant.IsConnected) participant.ShowConnected(services.Now);
        if (fault is null && participant.Session == session && media.HasMoved(session))
            services.Loop.Spawn("media has moved", () => session.ModifyAsync(media.OfferAgain(session)));
        return fault is null;
    }

    /// <summary>The participant has another role: it may be heard now, or not any more, and those in the lobby may have a moderator.</summary>
    public async Task FollowRoleAsync(Participant participant)
    {
        if (participant.Media is { } media) media.IsListenOnly = participant.Role == Role.ListenOnly;
        if (participant.Session is { } session) await FollowAsync(participant, session);
        entrance.Review(participant.Conference);
    }

    /// <summary>Lets one in who waits for a moderator.</summary>
    public void LetIn(Participant participant) => entrance.LetIn(participant);

    /// <summary>The call is answered: the participant is in, or before what it has to pass first.</summary>
    public void Connect(Participant participant)
    {
        services.Conferences.Activate(participant.Conference);
        if (participant.IsAtThreshold) return;
        if (participant.Threshold == Threshold.None)
        {
            Enter(participant);
            return;
        }

        participant.IsAtThreshold = true;
        services.Loop.Spawn($"entrance of {participant.User.Uri}", () => PassAsync(participant));
    }

    private async Task PassAsync(Participant participant)
    {
        if (!await entrance.PassAsync(participant)) return;

        participant.Media!.IsIsolated = false;
        if (await FollowAsync(participant, participant.Session!)) Enter(participant);
    }

    private void Enter(Participant participant)
    {
        participant.ShowConnected(services.Now);
        if (!participant.User.IsPrivate) // that it is in would be told to who has asked for it (RFC 4579 §6)
            foreach (var call in participant.Conference.CallsTo(participant.User).ToArray()) call.Remove(Removal.CameByItself);
        services.Announcer.Joined(participant);
        services.Log.LogInformation(
            "{User} is in conference {Conference} (call {CallId})",
            participant.User.Uri, participant.Conference.Token, participant.Session?.Dialog.Id.CallId);
        entrance.Review(participant.Conference);
    }

    /// <summary>Ends the participant: what is left of its signalling, its roster entry, its termination.</summary>
    /// <param name="participant">The one.</param>
    /// <param name="failed">What the roster says when neither the focus nor the peer ended a session: a call that came to nothing.</param>
    public async Task LeaveAsync(Participant participant, (DisconnectionMethod Method, string? Reason)? failed = null)
    {
        if (participant.Session is { HasEnded: false }) participant.Remove(Removal.Broken); // the flow broke off; no session may stay behind

        if (participant.Session is { } gone) services.Departed.Add(gone.Dialog.Id);
        var end = participant.Session is { HasEnded: true } session ? await session.Ended : null;
        participant.End = end;
        var (method, reason) = participant.Removal is { } removal ? (removal.Method, removal.Reason) : failed ?? MethodOf(end, participant.User.IsPrivate);
        services.Log.LogInformation(
            "{User} {HasLeft} conference {Conference} (call {CallId}): {Method} {Reason}",
            participant.User.Uri, participant.IsConnected ? "has left" : "did not get into", participant.Conference.Token,
            participant.Session?.Dialog.Id.CallId, method, reason ?? "");
        if (participant.IsConnected) services.Announcer.Left(participant);
        await services.Conferences.LeaveAsync(participant, method, new RosterExecution(services.Now, reason, participant.Removal?.By), ByeTo(participant));
    }

    // Of a session that has ended it is the BYE under way, if any.
    private static Task ByeTo(Participant participant) => participant.Session is { HasEnded: true } session ? session.ByeAsync() : Task.CompletedTask;

    private static (DisconnectionMethod Method, string? Reason) MethodOf(SessionEnd? end, bool isPrivate)
    {
        if (end?.Cause is not (SessionEndCause.RemoteBye or SessionEndCause.Cancelled)) return (DisconnectionMethod.Failed, end?.Reason);
        var (method, reason) = PeerReason.Read(end.Reason, isPrivate);
        return (method, reason);
    }
}
