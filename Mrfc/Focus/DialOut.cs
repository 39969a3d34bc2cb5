using ImsConference.Mrfc.Focus.Ims;
using ImsConference.Mrfc.Focus.Roster;
using ImsConference.Mrfc.Media;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sdp;
using ImsConference.Sip.Sessions;

namespace ImsConference.Mrfc.Focus;

/// <summary>The focus calls a user, because a participant referred to it (RFC 4579 §5.5, TS 24.147 §5.3.2.5).</summary>
public sealed class DialOut(FocusServices services, ParticipantFlow participants)
{
    private const int MostRedirections = 5;

    /// <summary>One flow: calls, reports to the referrer, and hosts the participant until it leaves.</summary>
    public async Task HostAsync(ReferServer refer, Conference conference, RosterExecution referred)
    {
        var user = new Caller(CallerReader.IdentityOf(refer.ReferTo), null, false, false);
        var participant = conference.Admit(user, JoiningMethod.DialedOut, referred);
        participant.Charging = services.Ims.Begin(conference.Participants.FirstOrDefault(other => other.RosterUri == referred.By)?.Charging);
        var status = 500;
        try
        {
            try
            {
                status = await CallAsync(refer, participant);
            }
            finally
            {
                services.Loop.Spawn("end of a reference", () => refer.FinishAsync(status)); // a slow referrer must not hold up the user
            }

            if (participant is { IsConnected: true, Session: { } session }) await session.Ended;
        }
        finally
        {
            await participants.LeaveAsync(participant, status < 300 ? null : (MethodFor(status), $"SIP;cause={status}"));
        }
    }

    /// <returns>Final status of the call, for the referrer.</returns>
    private async Task<int> CallAsync(ReferServer refer, Participant participant)
    {
        SessionDescription offer;
        try
        {
            var context = await participant.Conference.Context.GetAsync(_ => true);
            if (participant.IsLeaving) return 487;

            participants.PrepareMedia(participant, context);
            offer = await participant.Media!.MakeOfferAsync();
        }
        catch (MrfpException e)
        {
            services.Log.LogWarning("No media to call {User} into conference {Conference}: {Why}", participant.User.Uri, participant.Conference.Token, e.Message);
            return 503;
        }

        if (participant.IsLeaving) return 487;
        participant.ShowStep(EndpointStatus.DialingOut);
        var call = services.Agent.Invite(Request(refer, participant, offer));
        var outcome = await OutcomeAsync(call, participant);
        if (outcome.Session is not { } session) return outcome.Status < 300 ? 488 : outcome.Status; // answered, but with no usable description

        if (outcome.Response is { } answer) participant.Learn(answer);
        if (services.Ims.IsTrusted(refer.ReferTo)) participant.Charging = participant.Charging?.Answered(outcome.Response!);
        participants.Bind(participant, session);
        participant.EndSignalling = why => services.Loop.Spawn("BYE", () => session.ByeAsync(why.Reason));
        if (participant.Removal is { } removal)
        {
            await session.ByeAsync(removal.Reason); // it answered while the CANCEL was on its way
            return 487;
        }

        participant.Media.IsThroughConnected = true;
        if (!await participants.FollowAsync(participant, session)) return 488;
        participants.Connect(participant);
        return 200;
    }

    /// <summary>Waits for the end of the call, and follows where the user is redirected to.</summary>
    private async Task<InviteOutcome> OutcomeAsync(ClientInvite call, Participant participant)
    {
        for (var followed = 0; ; followed++)
        {
            var current = call;
            participant.EndSignalling = why => current.Cancel(why.Reason);
            var outcome = await current.Outcome;
            var isRedirect = outcome.Status is >= 300 and < 400 && followed < MostRedirections && participant.Removal is null;
            if (!isRedirect || outcome.Response is not { } response || !TryContact(response, out var contact)) return outcome;
            if (services.Conferences.TryFind(contact, out var itself) && itself == participant.Conference) return outcome; // it would call itself
            call = current.Follow(contact);
        }
    }

    private static bool TryContact(SipMessage response, out SipUri contact)
    {
        contact = null!;
        return NameAddr.TryParse(response[HeaderId.Contact], out var address) && SipUri.TryParse(address.Uri, out contact!) && contact.IsSip;
    }

    private InviteRequest Request(ReferServer refer, Participant participant, SessionDescription offer)
    {
        var conference = participant.Conference;
        var headers = new List<HeaderLine>
        {
            new("Allow-Events", string.Join(", ", services.Agent.Options.AllowEvents)),
        };
        headers.AddRange(services.Ims.ForInvite(conference, refer.ReferTo, participant.Charging));
        if (refer.ReferredBy is { } by) headers.Add(new HeaderLine("Referred-By", by));
        if (refer.ReferTo.TryGetHeader("Replaces", out var replaces)) // a two-party call becomes part of the conference (RFC 4579 §5.10)
        {
            headers.Add(new HeaderLine("Replaces", replaces));
            headers.Add(new HeaderLine("Require", "replaces"));
        }

        return new InviteRequest
        {
            Target = refer.ReferTo.WithoutHeaders().WithoutParameter("method"),
            From = $"<{conference.Uri}>",
            Contact = conference.Contact,
            Route = services.Options.OutboundProxy.Length > 0 ? [$"<{LooseRoute(services.Options.OutboundProxy)}>"] : [],
            Headers = headers,
            MaxForwards = ImsHeaders.HopsAfter(refer.Request.Message),
            Offer = offer,
            Preconditions = PreconditionUse.Reserved,
            Patience = TimeSpan.FromSeconds(services.Options.RingSeconds),
            OnOffer = incoming => participants.AnswerOfferAsync(participant, incoming),
            OnProgress = progress => OnProgress(refer, participant, progress),
        };
    }

    private void OnProgress(ReferServer refer, Participant participant, InviteProgress progress)
    {
        var status = progress.Response.StatusCode;
        if (status <= 100 || participant.IsLeaving) return;

        if (progress.Session is { } early && participant.Session is null)
            early.OnAgreed = current => services.Loop.Spawn("media follows", () => participants.FollowAsync(participant, current));
        if (status == 180) participant.ShowStep(EndpointStatus.Alerting);
        services.Loop.Spawn("progress of a reference", () => refer.ReportAsync(status));
    }

    private static string LooseRoute(string proxy) => SipUri.Parse(proxy) is { IsLooseRouter: false } uri ? uri.WithParameter("lr", null).ToString() : proxy;

    private static DisconnectionMethod MethodFor(int status) => status is 486 or 600 ? DisconnectionMethod.Busy : DisconnectionMethod.Failed;
}
