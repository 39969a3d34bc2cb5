using ImsConference.Sip.Messages;
using ImsConference.Sip.Transports;

namespace ImsConference.Sip.Sessions;

/// <summary>A request that waits to be taken and answered.</summary>
public sealed class IncomingRequest
{
    public SipMessage Message => throw new NotSupportedException();

    public SipMethod Method => throw new NotSupportedException();

    /// <summary>Dispatch on this.</summary>
    public SipUri RequestUri => throw new NotSupportedException();

    /// <summary>How it came; trust is decided by <see cref="Hop.Remote"/>.</summary>
    public Hop Hop => throw new NotSupportedException();

    /// <summary>The INVITE session in whose dialog it came; null outside.</summary>
    public InviteSession? Session => throw new NotSupportedException();

    /// <summary>A final response was sent.</summary>
    public bool IsAnswered => throw new NotSupportedException();

    /// <summary>Answers without forming a dialog; a second final answer is ignored. Allow, Accept, Supported are added where the status owes them (405, 415, 420).</summary>
    /// <param name="status">100 to 699; not 408 to a non-INVITE request (RFC 4320).</param>
    /// <param name="reason">Reason phrase; null: the usual one.</param>
    /// <param name="headers">Further headers, such as Contact of a 302 or WWW-Authenticate of a 401.</param>
    public void Respond(int status, string? reason = null, params ReadOnlySpan<HeaderLine> headers) => throw new NotSupportedException();

    /// <summary>Answers 200 with Allow, Allow-Events, Accept, Supported and the given Contact: what OPTIONS asks (RFC 3261 §11.2).</summary>
    public void RespondWithCapabilities(string? contact, string? contentType = null, ReadOnlyMemory<byte> body = default) => throw new NotSupportedException();

    /// <summary>Takes an initial INVITE. Null when the stack had to answer it itself: bad SDP (400, 488), 415, 420, 421, 422.</summary>
    public ServerInvite? TakeInvite(ServerInviteOptions options) => throw new NotSupportedException();

    /// <summary>Takes a SUBSCRIBE, inside or outside an INVITE dialog: 200, then NOTIFYs. Null when the stack had to answer it itself: 423, 406, 489.</summary>
    public ServerSubscription? TakeSubscribe(ServerSubscriptionOptions options) => throw new NotSupportedException();

    /// <summary>Takes a REFER, inside or outside an INVITE dialog, without answering it yet. Null when the stack had to answer it itself: 400.</summary>
    public ReferServer? TakeRefer() => throw new NotSupportedException();
}
