using ImsConference.Mrfc.Media;
using ImsConference.Sip.Sessions;

namespace ImsConference.Mrfc.Focus.Redirect;

/// <summary>Second unit: allocates a conference URI, and a resource that can serve the conference which the INVITE's SDP describes.</summary>
public sealed class AllocationUnit(FocusServices services, MediaWish wish)
{
    /// <returns>The conference, or why there is none: 488 no resource can ever serve it, 503 none can now.</returns>
    public async Task<(Conference? Conference, Refusal? Refusal)> AllocateAsync(ServerInvite invite, Caller caller)
    {
        if (wish.Judge(invite.Offer) is { } fault) return (null, fault);
        if (!services.Conferences.TryAllocate(caller, outlivesItsMaker: true, out var conference, out var limit)) return (null, limit);
        conference.TakeSubject(invite.Request, caller);
        if (services.Options.ReserveAt == ReservationTime.FirstJoin) return (conference, null);

        try
        {
            await conference.Context.GetAsync(capability => wish.IsGrantedBy(invite.Offer, capability));
            return (conference, null);
        }
        catch (MrfpException e)
        {
            services.Log.LogWarning("No media for a conference that {Creator} asked for: {Why}", caller.Uri, e.Message);
            services.Conferences.Discard(conference);
            return (null, Refusals.NoMediaResource(e.Fault, services.Options.RetryAfterSeconds));
        }
    }
}
