namespace ImsConference.Mrfc.Focus.Announcements;

/// <summary>What a participant or a conference may be told; how each sounds is configuration (<see cref="AnnouncementOptions"/>).</summary>
public enum Prompt : byte
{
    /// <summary>To all: somebody has come.</summary>
    Joined,

    /// <summary>To all: somebody has left.</summary>
    Left,

    /// <summary>To one: nobody else is here yet.</summary>
    First,

    /// <summary>To all: the conference reaches its longest duration in a minute.</summary>
    OneMinuteLeft,

    /// <summary>To all: the conference reaches its longest duration soon, though not in just a minute.</summary>
    EndsSoon,

    /// <summary>To one: the PIN is wanted.</summary>
    EnterPin,

    /// <summary>To one: that was not the PIN.</summary>
    WrongPin,

    /// <summary>To one: the call ends now.</summary>
    Goodbye,

    /// <summary>To one, until stopped: it waits to be let in.</summary>
    Lobby,

    /// <summary>To one, until stopped: the called one is busy.</summary>
    Busy,

    /// <summary>To one, until stopped: the called one is alerted.</summary>
    Ringback,
}
