namespace ImsConference.Sip.Dialogs;

/// <summary>RFC 5057 §5.1 as a table.</summary>
public static class FailureScopes
{
    /// <param name="status">Final status of 300 or more; 408 stands for no response, too.</param>
    public static FailureScope Of(int status) => status switch
    {
        404 or 410 or 416 or 482 or 483 or 484 or 485 or 502 or 604 => FailureScope.Dialog,
        405 or 408 or 480 or 481 or 489 or 501 => FailureScope.Usage,
        _ => FailureScope.Transaction,
    };
}
