using ImsConference.Mrfc.Focus.Invitations;
using ImsConference.Mrfc.Focus.Roster;
using ImsConference.Mrfc.Media;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sdp;
using ImsConference.Sip.Sessions;

namespace ImsConference.Mrfc.Focus;

/// <summary>The focus calls users, because somebody who may asked for it (RFC 4579 §5.5, TS 24.147 §5.3.2.5).</summary>
public sealed class DialOut(FocusServices services, ParticipantFlow participants)
{
    private const int MostRetrySeconds = 10; // nobody waits longer for a phone to ring

    private readonly Pace _pace = new(services.Loop, services.Options.InvitesPerSecond);
    private readonly Summons _summons = new(services);

    /// <summary>Brings a user in: calls it, or asks it to come, whichever <see cref="FocusOptions.InviteBy"/> says. Returns at once.</summary>
    /// <param name="conference">Whose policy was asked by the caller.</param>
    /// <param name="invitation">Whom, and with what.</param>
    /// <returns>How it goes. Who is in already, or is being called, is not called again: then it tells of that call.</returns>
    public UserCall Invite(Conference conference, Invitation invitation)
    {
        var user = new Caller(CallerReader.IdentityOf(invitation.Target), null, false, false);
        if (conference.State == ConferenceState.Ended) return UserCall.Over(487);
        if (services.Conferences.TryFind(invitation.Target, out var itself) && itself == conference) return UserCall.Over(482); // it would call itself
        if (!invitation.Target.IsSip && services.OutboundRoute.Count == 0) return UserCall.Over(416);                          // a proxy knows what tel: means
        if (!invitation.NamesSession && FindPresent(conference, user) is { } present) return present.Call ?? UserCall.Over(200);
        if (conference.IsFull) return UserCall.Over(486);
        if (services.Options.InviteBy == InviteWay.Refer && !invitation.NamesSession)
        {
            conference.Policy.NoteInvited(user);
            return _summons.Send(conference, invitation);
        }

        var participant = conference.Admit(user, JoiningMethod.DialedOut, invitation.Referred);
        var call = participant.Call = new UserCall { MeansSession = invitation.NamesSession };
        services.Loop.Spawn($"dial-out into {conference.Token}", () => HostAsync(participant, call, invitation));
        return call;
    }

    /// <remarks>One who wants privacy is called again: that it is in is nobody's business (RFC 4579 §6).</remarks>
    private static Participant? FindPresent(Conference conference, Caller user) => conference.Participants.FirstOrDefault(participant =>
        participant is { IsLeaving: false, User.IsPrivate: false } and ({ IsConnected: true } or { Call: not null }) && participant.User.IsSameUser(user));

    /// <summary>One flow: calls, tells how it goes, and hosts the participant until it leaves.</summary>
    private async Task HostAsync(Participant participant, UserCall call, Invitation invitation)
    {
        var inviter = participant.Conference.Participants.FirstOrDefault(other => other.RosterUri == invitation.Referred?.By);
        participant.Charging = services.Ims.Begin(inviter?.Charging);
        var status = 500;
        try
        {
            try
            {
                status = await CallAsync(participant, call, invitation);
            }
            finally
            {
                call.End(participant.Removal == Removal.CameByItself ? 200 : status); // what was asked for has come to be
            }

            if (status < 300 && participant.Session is { } session) await session.Ended;
        }
        finally
        {
            await participants.LeaveAsync(participant, status < 300 ? null : (MethodFor(status), $"SIP;cause={status}"));
        }
    }

    /// <returns>Final status of the call.</returns>
    private async Task<int> CallAsync(Participant participant, UserCall call, Invitation invitation)
    {
        var turn = _pace.TurnAsync();
        if (!turn.IsCompleted) participant.ShowStep(EndpointStatus.Pending);
        await turn;
        if (participant.IsLeaving) return 487;

        if (await OfferAsync(participant) is not { } offer) return participant.IsLeaving ? 487 : 503;

        participant.ShowStep(EndpointStatus.DialingOut);
        var outcome = await OutcomeAsync(services.Agent.Invite(Request(participant, call, invitation, offer)), participant, invitation.Target);
        if (outcome.Session is not { } session) return outcome.Status < 300 ? 488 : outcome.Status; // answered, but with no usable description

        if (outcome.Response is { } answer) participant.Learn(answer);
        if (services.Ims.IsTrusted(invitation.Target)) services.Ims.Learn(session.Dialog.Correlation!, participant.Charging = participant.Charging!.Answered(outcome.Response!));
        participants.Bind(participant, session);
        participant.EndSignalling = why => services.Loop.Spawn("BYE", () => session.ByeAsync(why.Reason));
        if (participant.Removal is { } removal)
        {
            await session.ByeAsync(removal.Reason); // it answered while the CANCEL was on its way
            return 487;
        }

        participant.Media!.IsThroughConnected = true;
        if (!await participants.FollowAsync(participant, session)) return 488;
        participants.Connect(participant);
        return 200;
    }

    /// <returns>Null when it is leaving, or no MRFP takes it.</returns>
    private async Task<SessionDescription?> OfferAsync(Participant participant)
    {
        try
        {
            var context = await participant.Conference.Context.GetAsync(_ => true);
            if (participant.IsLeaving) return null;

            participants.PrepareMedia(participant, context);
            var offer = await participant.Media!.MakeOfferAsync();
            return participant.IsLeaving ? null : offer;
        }
        catch (MrfpException e)
        {
            services.Log.LogWarning("No media to call {User} into conference {Conference}: {Why}", participant.User.Uri, participant.Conference.Token, e.Message);
            return null;
        }
    }

    /// <summary>Waits for the end of the call; follows where the user is redirected to, and calls once more where it was asked to wait a little.</summary>
    private async Task<InviteOutcome> OutcomeAsync(ClientInvite call, Participant participant, SipUri target)
    {
        var targets = new Targets(target);
        for (var hasWaited = false; ;)
        {
            var current = call;
            participant.EndSignalling = why => current.Cancel(why.Reason);
            var outcome = await current.Outcome;
            if (participant.IsLeaving || outcome.Session is not null) return outcome;

            if (outcome is { Status: >= 300 and < 400, Response: { } redirect })
                targets.Take(redirect, uri => services.Conferences.TryFind(uri, out var itself) && itself == participant.Conference);
            if (targets.TryNext(out var next))
            {
                target = next;
                participant.Follow(next);
            }
            else if (!hasWaited && ShallWait(outcome) is { } pause)
            {
                hasWaited = true;
                await services.Loop.DelayAsync(pause);
                if (participant.IsLeaving) return outcome;
            }
            else
            {
                return outcome;
            }

            call = current.Follow(target);
        }
    }

    /// <returns>How long a server that cannot serve now asks to wait; null when it does not say, or longer than anybody likes to.</returns>
    private static TimeSpan? ShallWait(InviteOutcome outcome) =>
        outcome is { Status: 500 or 503, Response: { } response } && response.TryGetNumber(HeaderId.RetryAfter, out var seconds) && seconds <= MostRetrySeconds
            ? TimeSpan.FromSeconds(seconds) : null;

    private InviteRequest Request(Participant participant, UserCall call, Invitation invitation, SessionDescription offer)
    {
        var conference = participant.Conference;
        return new InviteRequest
        {
            Target = invitation.Target,
            From = $"<{conference.Uri}>",
            Contact = conference.Contact,
            Route = services.OutboundRoute,
            Headers =
            [
                new HeaderLine("Allow-Events", string.Join(", ", services.Agent.Options.AllowEvents)),
                .. services.Ims.ForInvite(conference, invitation.Target),
                .. invitation.Headers,
            ],
            Correlation = services.Ims.Correlate(conference, invitation.Target, participant.Charging!),
            MaxForwards = invitation.MaxForwards,
            Offer = offer,
            Parts = invitation.Parts,
            Credentials = services.Credentials,
            Preconditions = PreconditionUse.Reserved,
            Patience = TimeSpan.FromSeconds(services.Options.RingSeconds),
            OnOffer = incoming => participants.AnswerOfferAsync(participant, incoming),
            OnProgress = progress => OnProgress(participant, call, progress),
        };
    }

    private void OnProgress(Participant participant, UserCall call, InviteProgress progress)
    {
        var status = progress.Response.StatusCode;
        if (status <= 100 || participant.IsLeaving) return;

        if (progress.Session is { } early && participant.Session is null)
        {
            call.Note(early);
            early.OnAgreed = current => services.Loop.Spawn("media follows", () => participants.FollowAsync(participant, current));
        }

        if (status == 180) participant.ShowStep(EndpointStatus.Alerting);
        call.Progress(status);
    }

    private static DisconnectionMethod MethodFor(int status) => status is 486 or 600 ? DisconnectionMethod.Busy : DisconnectionMethod.Failed;
}
