namespace ImsConference.Tests.Load.Media;

/// <summary>What the load is doing.</summary>
internal enum LoadPhase
{
    /// <summary>Everybody sends; nothing is looked at closely.</summary>
    Steady,

    /// <summary>The same, and each packet's arrival is noted.</summary>
    Listening,

    /// <summary>Quiet rooms with single sounds in them.</summary>
    Probing,
}
