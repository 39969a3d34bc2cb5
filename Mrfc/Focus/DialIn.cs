using ImsConference.Mrfc.Focus.Ims;
using ImsConference.Mrfc.Focus.Roster;
using ImsConference.Mrfc.Media;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sdp;
using ImsConference.Sip.Sessions;

namespace ImsConference.Mrfc.Focus;

/// <summary>Somebody calls a conference, or the factory and thereby a new one (RFC 4579 §5.1, §5.4; TS 24.147 §5.3.2.3, §5.3.2.4).</summary>
/// <remarks>One flow a participant, from the INVITE to the last release. After each await it looks again whether it must go.</remarks>
public sealed class DialIn(FocusServices services, ParticipantFlow participants, MediaWish wish)
{
    /// <summary>Takes an INVITE into a conference that stands, or was just made for it.</summary>
    /// <param name="request">The INVITE.</param>
    /// <param name="conference">Where it goes.</param>
    /// <param name="caller">Who sent it.</param>
    /// <param name="whenIn">Called once when the caller is in; null: nothing waits for it.</param>
    public void Take(IncomingRequest request, Conference conference, Caller caller, Action<Participant>? whenIn = null)
    {
        var refusal = SessionClaim.Judge(request.Message, conference, caller, services.Departed, out var replaced);
        if (refusal is null && replaced is null && !conference.Policy.MayJoin(conference.Policy.Recognise(caller), out var no)) refusal = no;
        if (refusal is null)
        {
            Start(request, conference, caller, replaced, whenIn);
            return;
        }

        services.Refusals.Send(request, refusal);
        services.Conferences.Discard(conference);
    }

    private void Start(IncomingRequest request, Conference conference, Caller caller, Participant? replaced, Action<Participant>? whenIn)
    {
        Participant? participant = null;
        var charging = services.Ims.Read(request.Message, caller);
        request.Correlate(services.Ims.Correlate(conference, caller, charging));
        var invite = request.TakeInvite(new ServerInviteOptions
        {
            Contact = conference.Contact,
            Headers = ImsHeaders.ForResponse(request.Message, conference, caller),
            ProgressHeaders = ImsHeaders.ForProgress(request.Message, caller),
            OnOffer = incoming => participants.AnswerOfferAsync(participant!, incoming),
        });
        if (invite is null)
        {
            services.Conferences.Discard(conference);
            return;
        }

        if (!invite.CanBeReliable && MustReserve(invite)) // its preconditions need a 183 that surely arrives (RFC 3312 §11)
        {
            services.Refusals.Send(invite, Refusals.NeedsReliable);
            services.Conferences.Discard(conference);
            return;
        }

        participant = conference.Admit(caller, JoiningMethod.DialedIn, ReferredBy(request.Message, conference));
        participant.Charging = charging;
        participant.Requested = RequestedBy(request, conference);
        participant.IsCreator |= replaced is { IsCreator: true } || IsItsMaker(conference);
        participant.IsVouchedFor = IsItsMaker(conference);
        participant.Replaced = replaced;
        if (replaced is not null) participant.Role = replaced.Role;
        participant.Learn(request.Message);
        participants.Bind(participant, invite.Session);
        Host(invite, participant, whenIn);
    }

    private void Host(ServerInvite invite, Participant participant, Action<Participant>? whenIn)
    {
        participant.EndSignalling = why => EndSignalling(invite, why);
        invite.Spawn($"dial-in {invite.Request.CallId}", () => HostAsync(invite, participant, whenIn));
    }

    private async Task HostAsync(ServerInvite invite, Participant participant, Action<Participant>? whenIn)
    {
        var stays = false;
        try
        {
            if (await JoinAsync(invite, participant) is { } refusal)
            {
                services.Refusals.Send(invite, refusal);
                return;
            }

            if (participant.IsLeaving) return;
            if (!participant.IsConnected) participants.Connect(participant);
            await participants.TakeOverAsync(participant);
            whenIn?.Invoke(participant);
            Stay(invite.Session, participant);
            stays = true;
        }
        finally
        {
            if (!stays) await participants.LeaveAsync(participant);
        }
    }

    // From here on nothing holds the INVITE, which is more than a kilobyte.
    private void Stay(InviteSession session, Participant participant)
    {
        participant.EndSignalling = why => End(session, why);
        services.Loop.Spawn($"dial-in {session.Dialog.Id.CallId}", async () =>
        {
            try
            {
                await session.Ended;
            }
            finally
            {
                await participants.LeaveAsync(participant);
            }
        });
    }

    /// <returns>Null when it is in, or is leaving for another reason already.</returns>
    private async Task<Refusal?> JoinAsync(ServerInvite invite, Participant participant)
    {
        SessionDescription? description;
        try
        {
            if (participant.Conference.Context.Current is null && wish.Judge(invite.Offer) is { } fault) return fault;

            var context = await participant.Conference.Context.GetAsync(capability => wish.IsGrantedBy(invite.Offer, capability));
            if (participant.IsLeaving) return null;

            participants.PrepareMedia(participant, context);
            participant.Media!.IsThroughConnected = !ReservesTogether(invite);
            (description, var refusal) = invite.Offer is { } offer
                ? await participant.Media.TakeOfferAsync(offer)
                : (await participant.Media.MakeOfferAsync(), null);
            if (refusal is not null) return refusal;
        }
        catch (MrfpException e)
        {
            services.Log.LogWarning("No media for {User} in conference {Conference}: {Why}", participant.User.Uri, participant.Conference.Token, e.Message);
            return Refusals.NoMediaResource(e.Fault, services.Options.RetryAfterSeconds);
        }

        if (participant.IsLeaving) return null;
        if (ReservesTogether(invite) && !await ReserveTogetherAsync(invite, participant, description)) return null;

        var accepting = invite.AcceptAsync(ReservesTogether(invite) ? null : description);

        // With the 200 on its way it has joined: its BYE, or its SUBSCRIBE, may come together with its ACK.
        services.Conferences.Activate(participant.Conference);
        if (invite.Session is { State: SessionState.Confirmed, RemoteDescription: not null } && !participant.IsLeaving) participants.Connect(participant);
        var session = await accepting;
        if (session is not null && !participant.IsLeaving) await participants.FollowAsync(participant, session);
        return null;
    }

    /// <summary>183, PRACK, UPDATE: waits until the caller has its resources too (RFC 3312 §5), then connects the media through.</summary>
    private async Task<bool> ReserveTogetherAsync(ServerInvite invite, Participant participant, SessionDescription? description)
    {
        participant.ShowStep(EndpointStatus.DialingIn);
        var patience = services.Loop.Schedule(
            TimeSpan.FromSeconds(services.Options.PreconditionSeconds), () => participant.Remove(Removal.PreconditionsNotMet));
        try
        {
            if (!await invite.SendReliableAsync(183, description)) return false;
            if (!await invite.PreconditionsMetAsync() || participant.IsLeaving) return false;
        }
        finally
        {
            patience.Cancel();
        }

        participant.Media!.IsThroughConnected = true;
        return await participants.FollowAsync(participant, invite.Session);
    }

    // By its INVITE, not by its name: whoever calls a factory may be anonymous.
    private static bool IsItsMaker(Conference conference) =>
        conference is { State: ConferenceState.Allocated, OutlivesItsMaker: false } && conference.Participants.Count == 1;

    private static bool ReservesTogether(ServerInvite invite) => invite.HasPreconditions && invite.CanBeReliable;

    private static bool MustReserve(ServerInvite invite) => invite.Offer is { } offer && offer.Media.Any(media => !media.IsRefused
        && media.Preconditions.Lines.Any(line => line is { Kind: PreconditionKind.Desired, Strength: PreconditionStrength.Mandatory }));

    private void EndSignalling(ServerInvite invite, Removal why)
    {
        if (invite.Session.State == SessionState.Early) services.Refusals.Send(invite, why.ToRefusal(services.Options.RetryAfterSeconds));
        else End(invite.Session, why);
    }

    private void End(InviteSession session, Removal why) => services.Loop.Spawn("BYE", () => session.ByeAsync(why.Reason));

    // A factory by its Request-URI; after a 302 To is still the URI that was called first (RFC 3261 §8.1.3.4).
    private static string? RequestedBy(IncomingRequest request, Conference conference)
    {
        var own = CallerReader.IdentityOf(conference.Uri);
        if (CallerReader.IdentityOf(request.RequestUri) is var first && first != own) return first;
        return NameAddr.TryParse(request.Message[HeaderId.To], out var to) && to.TryGetUri(out var uri) && CallerReader.IdentityOf(uri) is var called && called != own ? called : null;
    }

    private static RosterExecution? ReferredBy(SipMessage invite, Conference conference) =>
        NameAddr.TryParse(invite[HeaderId.ReferredBy], out var by) && SipUri.TryParse(by.Uri, out var uri)
            ? new RosterExecution(By: conference.RosterUriOf(CallerReader.IdentityOf(uri))) : null;
}
