using ImsConference.Sip.Dialogs;
using ImsConference.Sip.Sdp;
using ImsConference.Sip.Transactions;

namespace ImsConference.Sip.Sessions;

/// <summary>The INVITE usage of one dialog, early or confirmed: offer/answer, modification, session timer, preconditions, BYE.</summary>
public sealed class InviteSession
{
    public Dialog Dialog => throw new NotSupportedException();

    public SessionState State => throw new NotSupportedException();

    /// <summary>Our description in force; null before the first offer and answer are complete.</summary>
    public SessionDescription? LocalDescription => throw new NotSupportedException();

    /// <summary>The peer's description in force; null before the first offer and answer are complete.</summary>
    public SessionDescription? RemoteDescription => throw new NotSupportedException();

    /// <summary>Answers an offer of the peer (re-INVITE, UPDATE, PRACK); null: refused with 488. Runs on the loop; other work runs during its awaits.</summary>
    public Func<IncomingOffer, Task<OfferReply>>? OnOffer { get; set; }

    /// <summary>Makes the offer for a re-INVITE without SDP; null: what is in force is offered again. A null result refuses with 488.</summary>
    public Func<InviteSession, Task<SessionDescription?>>? OnOfferWanted { get; set; }

    /// <summary>Offer and answer were completed, or rolled back to the descriptions before: bring the media in line with what is in force.</summary>
    public Action<InviteSession>? OnAgreed { get; set; }

    /// <summary>How it ended. Never faults.</summary>
    public Task<SessionEnd> Ended => throw new NotSupportedException();

    public bool HasEnded => throw new NotSupportedException();

    /// <summary>QoS preconditions and their state; null when the session has none.</summary>
    public SessionPreconditions? Preconditions => throw new NotSupportedException();

    /// <summary>Waits until the preconditions are met; at once when there are none. False when the session ended first.</summary>
    public Task<bool> PreconditionsMetAsync() => throw new NotSupportedException();

    /// <summary>Our side's resources are reserved: says so in an UPDATE offer (RFC 3312), when the peer does not know yet.</summary>
    public Task<ModifyOutcome> ConfirmResourcesAsync() => throw new NotSupportedException();

    /// <summary>Offers a new description. Waits its turn behind an exchange that is under way; backs off and retries on glare (491).</summary>
    /// <param name="offer">New description; null: a re-INVITE without SDP, which <see cref="OnOffer"/> then answers.</param>
    public Task<ModifyOutcome> ModifyAsync(SessionDescription? offer, ModifyBy by = ModifyBy.Best) => throw new NotSupportedException();

    /// <summary>Ends the session: BYE; for an early one that we answer, a 487 to its INVITE. Completes with the answer to the BYE; at once when ended already.</summary>
    /// <param name="reason">Reason value, for example <c>SIP;cause=200;text="conference ended"</c>.</param>
    public Task ByeAsync(string? reason = null) => throw new NotSupportedException();

    /// <summary>Sends another request in the dialog: INFO, MESSAGE, OPTIONS.</summary>
    public Task<RequestOutcome> SendAsync(string method, string? contentType = null, ReadOnlyMemory<byte> body = default, params IReadOnlyList<HeaderLine> headers) => throw new NotSupportedException();

    /// <summary>Sends a REFER in the dialog.</summary>
    public ReferClient Refer(InDialogRefer refer) => throw new NotSupportedException();

    /// <summary>Sends a SUBSCRIBE in the dialog.</summary>
    public ClientSubscription Subscribe(InDialogSubscribe subscribe) => throw new NotSupportedException();
}
