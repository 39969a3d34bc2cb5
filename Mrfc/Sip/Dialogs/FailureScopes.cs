using ImsConference.Sip.Messages;

namespace ImsConference.Sip.Dialogs;

/// <summary>RFC 5057 §5.1 as a table, held to what the request belonged to.</summary>
public static class FailureScopes
{
    /// <param name="method">Of the request inside a dialog.</param>
    /// <param name="status">Its final status; 408 stands for no response, too.</param>
    public static FailureScope Of(SipMethod method, int status) => (method, status) switch
    {
        (_, 404 or 410 or 416 or 482 or 483 or 484 or 485 or 502 or 604) => FailureScope.Dialog,
        (SipMethod.Prack, 481) => FailureScope.Transaction,   // a response that was acknowledged before, as likely as not
        (_, 481) => FailureScope.Usage,
        (SipMethod.Invite or SipMethod.Update or SipMethod.Subscribe or SipMethod.Notify, 408) => FailureScope.Usage,
        (SipMethod.Subscribe or SipMethod.Notify, 405 or 480 or 489 or 501) => FailureScope.Usage,
        _ => FailureScope.Transaction,
    };
}
