using ImsConference.Sip.Messages;
using ImsConference.Sip.Sdp;

namespace ImsConference.Sip.Sessions;

/// <summary>An initial INVITE that we received and are answering (UAS).</summary>
/// <remarks>100 Trying goes by itself. Methods that wait give false or null when the INVITE ended meanwhile; none throws for what a peer does.</remarks>
public sealed class ServerInvite
{
    /// <summary>The INVITE.</summary>
    public SipMessage Request => throw new NotSupportedException();

    /// <summary>The session it will become; early from the first response between 101 and 199.</summary>
    public InviteSession Session => throw new NotSupportedException();

    /// <summary>The peer's offer; null for an INVITE without SDP, in which case the first description we send is the offer.</summary>
    public SessionDescription? Offer => throw new NotSupportedException();

    /// <summary>The peer can do 100rel.</summary>
    public bool CanBeReliable => throw new NotSupportedException();

    /// <summary>The peer's offer has QoS preconditions, which we then take part in.</summary>
    public bool HasPreconditions => throw new NotSupportedException();

    /// <summary>Trips when the INVITE ended before it was answered 2xx: CANCEL, BYE, no PRACK, our rejection.</summary>
    public CancellationToken Cancelled => throw new NotSupportedException();

    /// <summary>The INVITE is over: rejected, cancelled, or answered and acknowledged or given up.</summary>
    public bool HasEnded => throw new NotSupportedException();

    /// <summary>Sends a provisional response, reliably only when the peer requires it. It is repeated each minute while the INVITE stays unanswered.</summary>
    /// <param name="status">101 to 199.</param>
    /// <param name="preview">Description for early media; the 2xx will repeat it. Null: none.</param>
    public void Progress(int status, SessionDescription? preview = null) => throw new NotSupportedException();

    /// <summary>Sends a reliable provisional response (RFC 3262); queued while an earlier one is unacknowledged.</summary>
    /// <param name="status">101 to 199.</param>
    /// <param name="description">Answer, or offer when the INVITE had none; null: none.</param>
    /// <returns>True at its PRACK (with the answer, where we offered); false when the INVITE ended first, after 64·T1 without PRACK for one.</returns>
    public Task<bool> SendReliableAsync(int status, SessionDescription? description = null) => throw new NotSupportedException();

    /// <summary>Waits until the preconditions are met (RFC 3312); at once when there are none.</summary>
    /// <returns>False when the INVITE ended first.</returns>
    public Task<bool> PreconditionsMetAsync() => throw new NotSupportedException();

    /// <summary>Sends 200 and repeats it until the ACK. First waits for the PRACK of a reliable response that bears SDP (RFC 3262 §5).</summary>
    /// <param name="description">Answer (or offer) unless that was settled by a reliable response; then null.</param>
    /// <returns>The confirmed session at its ACK; null when it ended first. Without ACK in 64·T1 a BYE is sent.</returns>
    public Task<InviteSession?> AcceptAsync(SessionDescription? description = null) => throw new NotSupportedException();

    /// <summary>Answers 3xx (302) with the given Contact values.</summary>
    public void Redirect(IEnumerable<string> contacts, int status = 302) => throw new NotSupportedException();

    /// <summary>Answers 400 to 699; without effect once ended.</summary>
    /// <param name="warning">Warning value, for example <c>305 mrfc "no common format"</c>.</param>
    public void Reject(int status, string? reason = null, string? warning = null, params ReadOnlySpan<HeaderLine> headers) => throw new NotSupportedException();
}
