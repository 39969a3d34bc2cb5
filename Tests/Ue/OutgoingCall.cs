using ImsConference.Sip.Messages;
using ImsConference.Sip.Sessions;

namespace ImsConference.Tests.Ue;

/// <summary>Places one call as an IMS UE does: INVITE, PRACK, UPDATE once its own resources are there, ACK; and follows 3xx. On the loop.</summary>
internal static class OutgoingCall
{
    private const int MaxRedirects = 5;

    /// <param name="equipment">Who calls.</param>
    /// <param name="target">Whom.</param>
    /// <param name="headers">Further headers, such as Referred-By.</param>
    /// <param name="stop">Cancels the call.</param>
    /// <exception cref="CallRefusedException">It came to nothing.</exception>
    internal static async Task<UeCall> PlaceAsync(
        UserEquipment equipment, SipUri target, IReadOnlyList<HeaderLine> headers, CancellationToken stop)
    {
        var call = new UeCall(equipment, await equipment.OpenMediaAsync());
        try
        {
            var invite = equipment.Agent.Invite(Request(call, target, headers));
            for (var redirects = 0; ; redirects++)
            {
                var outcome = await FinishAsync(call, invite, stop);
                if (outcome.Session is { } session)
                {
                    await call.BeginAsync(session);
                    return call;
                }

                stop.ThrowIfCancellationRequested();
                if (redirects == MaxRedirects || ContactOf(outcome) is not { } contact)
                    throw new CallRefusedException(target.Text, outcome.Status, outcome.Response);
                call.RedirectedTo(contact);
                invite = invite.Follow(contact);
            }
        }
        catch
        {
            await call.Media.DisposeAsync();
            throw;
        }
    }

    private static async Task<InviteOutcome> FinishAsync(UeCall call, ClientInvite invite, CancellationToken stop)
    {
        await using var cancelled = stop.Register(() => call.Equipment.Host.Loop.Post(() => invite.Cancel()));
        if (await invite.Early.WaitAsync(stop) is { HasEnded: false, State: SessionState.Early } early) await ReserveAsync(call, early);
        return await invite.Outcome.WaitAsync(stop);
    }

    /// <summary>Offer and answer are known: the access network would reserve its bearer now; then the focus is told (RFC 3312).</summary>
    private static async Task ReserveAsync(UeCall call, InviteSession early)
    {
        early.OnAgreed = call.Agreed;
        await call.ApplyAsync(early);
        if (early is { HasEnded: false, Preconditions.IsReserved: false }) await early.ConfirmResourcesAsync();
    }

    private static InviteRequest Request(UeCall call, SipUri target, IReadOnlyList<HeaderLine> headers)
    {
        var equipment = call.Equipment;
        var profile = equipment.Profile;
        return new InviteRequest
        {
            Target = target,
            From = equipment.From,
            Contact = equipment.Contact,
            Credentials = equipment.Credentials,
            Headers = [.. profile.Headers, .. headers],
            Offer = Descriptions.Offer(call.Media.Local, profile.Codecs),
            Preconditions = profile.Preconditions ? PreconditionUse.Unreserved : PreconditionUse.None,
            Reliable = profile.Preconditions,
            SessionTimer = profile.SessionTimer,
            OnOffer = call.AnswerAsync,
            OnProgress = call.Progressed,
        };
    }

    private static SipUri? ContactOf(InviteOutcome outcome)
    {
        if (outcome is not { Status: >= 300 and < 400, Response: { } response }) return null;
        return NameAddr.TryParse(response[HeaderId.Contact], out var contact) && contact.TryGetUri(out var uri) ? uri : null;
    }
}
