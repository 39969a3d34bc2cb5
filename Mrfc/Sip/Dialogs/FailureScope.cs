namespace ImsConference.Sip.Dialogs;

/// <summary>How much a failure response to a request inside a dialog destroys (RFC 5057 §5.1).</summary>
public enum FailureScope : byte
{
    /// <summary>Nothing but the request failed.</summary>
    Transaction,

    /// <summary>The usage that the request belongs to is over.</summary>
    Usage,

    /// <summary>The dialog and all its usages are over.</summary>
    Dialog,
}
