namespace ImsConference.Sip.Sessions;

/// <summary>Why a session ended, or never came to be.</summary>
public enum SessionEndCause : byte
{
    /// <summary>We sent BYE, or rejected or cancelled the INVITE ourselves.</summary>
    Local,

    /// <summary>The peer sent BYE.</summary>
    RemoteBye,

    /// <summary>The peer cancelled the INVITE before it was answered.</summary>
    Cancelled,

    /// <summary>The peer refused our INVITE, or another fork was chosen.</summary>
    Refused,

    /// <summary>The session timer ran out (RFC 4028 §10).</summary>
    Expired,

    /// <summary>No ACK within 64·T1 (RFC 3261 §13.3.1.4).</summary>
    NoAck,

    /// <summary>No PRACK within 64·T1 (RFC 3262 §3).</summary>
    NoPrack,

    /// <summary>The peer no longer knows the dialog (481), did not answer in time (408), or cannot be reached.</summary>
    Lost,

    /// <summary>The peer broke offer/answer so that no session could be agreed.</summary>
    BadDescription,
}
