namespace ImsConference.Sip.Dialogs;

/// <summary>Life of a dialog (RFC 3261 §12).</summary>
public enum DialogState : byte
{
    /// <summary>Formed by a provisional response.</summary>
    Early,

    /// <summary>Formed or confirmed by a 2xx or a NOTIFY.</summary>
    Confirmed,

    /// <summary>Its last usage has ended.</summary>
    Terminated,
}
