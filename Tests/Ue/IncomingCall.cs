using ImsConference.Sip.Sessions;

namespace ImsConference.Tests.Ue;

/// <summary>Answers one call: reliably and with preconditions where the caller asks for them. On the loop.</summary>
internal static class IncomingCall
{
    internal static void Take(UserEquipment equipment, IncomingRequest request)
    {
        if (equipment.Profile.Answer == AnswerPolicy.Busy)
        {
            request.Respond(486);
            return;
        }

        if (request.TakeInvite(new ServerInviteOptions { Contact = equipment.Contact }) is { } invite)
            equipment.Host.Loop.Spawn("answer", () => AnswerAsync(equipment, invite));
    }

    private static async Task AnswerAsync(UserEquipment equipment, ServerInvite invite)
    {
        var call = new UeCall(equipment, await equipment.OpenMediaAsync());
        var session = await NegotiateAsync(call, invite);
        if (session is null)
        {
            await call.Media.DisposeAsync();
            return;
        }

        await call.BeginAsync(session);
        equipment.Arrived(call);
    }

    private static async Task<InviteSession?> NegotiateAsync(UeCall call, ServerInvite invite)
    {
        var profile = call.Equipment.Profile;
        invite.Session.OnOffer = call.AnswerAsync;
        invite.Session.OnAgreed = call.Agreed;
        var description = invite.Offer is { } offer
            ? Descriptions.Answer(offer, call.Media.Local, profile.Codecs)
            : Descriptions.Offer(call.Media.Local, profile.Codecs);
        if (description is null)
        {
            invite.Reject(488, warning: "305 ue \"no common codec\"");
            return null;
        }

        if (invite is { HasPreconditions: true, CanBeReliable: true })
        {
            if (!await invite.SendReliableAsync(183, description) || !await invite.PreconditionsMetAsync()) return null;
            description = null;
        }

        invite.Progress(180);
        if (profile.Answer == AnswerPolicy.Accept) return await invite.AcceptAsync(description);
        await invite.Session.Ended;
        return null;
    }
}
