using ImsConference.Sip.Messages;
using ImsConference.Sip.Sessions;

namespace ImsConference.Mrfc.Focus;

/// <summary>Says no: once to the peer with a Warning, once in the log with rule and clause.</summary>
/// <param name="agent">Name of this node, for Warning.</param>
/// <param name="log">Gets one line a refusal.</param>
public sealed class RefusalSender(string agent, ILogger<RefusalSender> log)
{
    /// <summary>Hears of each INVITE that was refused.</summary>
    public Action<SipMessage, Refusal>? Refused { get; set; }

    public void Send(IncomingRequest request, Refusal refusal)
    {
        refusal.LogTo(log, request.Message.Label, request.Message.CallId);
        request.Respond(refusal.Status, null, [new HeaderLine("Warning", refusal.Warning(agent)), .. refusal.FurtherHeaders()]);
        if (request.Method == SipMethod.Invite) Refused?.Invoke(request.Message, refusal);
    }

    public void Send(ServerInvite invite, Refusal refusal)
    {
        if (invite.HasEnded) return;
        refusal.LogTo(log, "INVITE", invite.Request.CallId);
        invite.Reject(refusal.Status, null, refusal.Warning(agent), refusal.FurtherHeaders());
        Refused?.Invoke(invite.Request, refusal);
    }

    public void Send(ReferServer refer, Refusal refusal)
    {
        refusal.LogTo(log, "REFER", refer.Request.Message.CallId);
        refer.Reject(refusal.Status, null, [new HeaderLine("Warning", refusal.Warning(agent)), .. refusal.FurtherHeaders()]);
    }

    /// <summary>The refusal of an offer inside a session; the session stays as it was.</summary>
    public OfferReply ToOffer(string callId, Refusal refusal)
    {
        refusal.LogTo(log, "offer", callId);
        return OfferReply.Refuse(refusal.Status, refusal.Warning(agent));
    }
}
