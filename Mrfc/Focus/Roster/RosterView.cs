namespace ImsConference.Mrfc.Focus.Roster;

/// <summary>How much a subscriber is shown.</summary>
public enum RosterView : byte
{
    /// <summary>What everybody may know.</summary>
    Plain,

    /// <summary>Also the dialogs of the endpoints.</summary>
    WithCalls,
}
