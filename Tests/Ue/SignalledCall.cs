using ImsConference.Sip.Messages;
using ImsConference.Sip.Sdp;
using ImsConference.Sip.Sessions;

namespace ImsConference.Tests.Ue;

/// <summary>A call of which a UE does the signalling only: its media is another program's. Disposal hangs up.</summary>
public sealed class SignalledCall : IAsyncDisposable
{
    private readonly UserEquipment _equipment;
    private readonly InviteSession _session;

    private SignalledCall(UserEquipment equipment, InviteSession session) => (_equipment, _session) = (equipment, session);

    /// <summary>What the peer answered.</summary>
    public SessionDescription Answer => _session.RemoteDescription ?? throw new InvalidOperationException("not answered");

    /// <summary>Offers another description.</summary>
    /// <exception cref="InvalidOperationException">It was refused.</exception>
    public async Task OfferAsync(SessionDescription offer)
    {
        var outcome = await _equipment.Host.Loop.InvokeAsync(() => _session.ModifyAsync(offer, ModifyBy.ReInvite));
        if (!outcome.Succeeded) throw new InvalidOperationException($"the offer was refused: {outcome.Status}");
    }

    public async ValueTask DisposeAsync() => await _equipment.Host.Loop.InvokeAsync(() => _session.ByeAsync());

    /// <exception cref="CallRefusedException">It came to nothing.</exception>
    internal static async Task<SignalledCall> PlaceAsync(UserEquipment equipment, SipUri target, SessionDescription offer, CancellationToken stop)
    {
        var invite = equipment.Agent.Invite(new InviteRequest
        {
            Target = target,
            From = equipment.From,
            Contact = equipment.Contact,
            Headers = equipment.Profile.Headers,
            Offer = offer,
            Reliable = false,
        });
        await using var cancelled = stop.Register(() => equipment.Host.Loop.Post(() => invite.Cancel()));
        var outcome = await invite.Outcome.WaitAsync(stop);
        return outcome.Session is { } session
            ? new SignalledCall(equipment, session)
            : throw new CallRefusedException(target.Text, outcome.Status, outcome.Response);
    }
}
