using ImsConference.Sip.Messages;

namespace ImsConference.Sip.Sessions;

/// <summary>Reason of a BYE that the stack sends by itself (RFC 3326).</summary>
internal static class ByeReason
{
    internal static string For(SessionEnd end) => end.Cause switch
    {
        SessionEndCause.Expired => Value(408, "session expired"),
        SessionEndCause.NoAck => Value(408, "no ACK"),
        SessionEndCause.BadDescription => Value(488, "no usable session description"),
        SessionEndCause.Local => Value(200, "call completed elsewhere"), // one more device answered the same INVITE
        _ => Value(end.Status, ReasonPhrases.For(end.Status)),
    };

    private static string Value(int cause, string text) => $"SIP;cause={cause};text=\"{text}\"";
}
