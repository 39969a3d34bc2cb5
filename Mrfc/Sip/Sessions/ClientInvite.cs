using ImsConference.Sip.Messages;

namespace ImsConference.Sip.Sessions;

/// <summary>An INVITE that we sent (UAC). PRACK, ACK, challenges and fail-over go by themselves; so does the BYE to a second fork that answers.</summary>
public sealed class ClientInvite
{
    /// <summary>The INVITE as last sent.</summary>
    public SipMessage Request => throw new NotSupportedException();

    /// <summary>Final outcome. Never faults.</summary>
    public Task<InviteOutcome> Outcome => throw new NotSupportedException();

    /// <summary>The first early session whose offer and answer are complete (by a reliable response); null when the INVITE ended or was answered without one.</summary>
    public Task<InviteSession?> Early => throw new NotSupportedException();

    /// <summary>Sends CANCEL as soon as the peer has shown life; if it answers 2xx meanwhile, ACK and BYE follow.</summary>
    /// <param name="reason">Reason value (RFC 3326), or null.</param>
    public void Cancel(string? reason = null) => throw new NotSupportedException();

    /// <summary>Follows a 3xx: the INVITE again to another target, with Call-ID, From and To kept and CSeq one higher (RFC 3261 §8.1.3.4).</summary>
    public ClientInvite Follow(SipUri contact) => throw new NotSupportedException();
}
