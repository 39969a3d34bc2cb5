using ImsConference.Mrfc.Focus.Admission;
using ImsConference.Sip.Sessions;

namespace ImsConference.Mrfc.Focus.Redirect;

/// <summary>First of the three units of the redirect flow: receives the INVITE to a well-known URI, and learns who asks.</summary>
/// <remarks>Nothing is allocated before the caller is known and let in.</remarks>
public sealed class ReceivingUnit(FocusServices services, Gatekeeper gatekeeper, AllocationUnit allocation, TransmissionUnit transmission)
{
    /// <summary>Takes the INVITE; it will be answered with 302, 401, or a refusal.</summary>
    public void Receive(IncomingRequest request)
    {
        if (gatekeeper.Admit(request, ChallengeScope.Redirect) is not { } caller) return;
        if (request.TakeInvite(new ServerInviteOptions()) is not { } invite) return;

        invite.Spawn($"redirect {request.Message.CallId}", () => RedirectAsync(invite, caller));
    }

    private async Task RedirectAsync(ServerInvite invite, Caller caller)
    {
        var (conference, refusal) = await allocation.AllocateAsync(invite, caller);
        if (conference is null) services.Refusals.Send(invite, refusal!);
        else if (conference.State == ConferenceState.Ended) services.Refusals.Send(invite, Refusals.EndedMeanwhile(services.Options.RetryAfterSeconds));
        else if (invite.HasEnded) services.Conferences.Discard(conference);
        else transmission.Transmit(invite, conference);
    }
}
