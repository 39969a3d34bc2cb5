namespace ImsConference.Mrfc.Focus.Announcements;

/// <summary>
/// What is announced, section <c>Announcements</c>. Each may be <c>off</c>, <c>on</c> (the sound of the project), or a description of another
/// sound (<see cref="SoundDescription"/>). Files are the MRFP's, in its prompt folder, in a folder for each language.
/// </summary>
public sealed record AnnouncementOptions
{
    /// <summary>Folder of the prompts, as BCP 47 names languages: <c>de-AT</c> looks into de-AT, then de, then en.</summary>
    public string Language { get; init; } = "en";

    /// <summary>To all when somebody has come.</summary>
    public string Joined { get; init; } = "off";

    /// <summary>To all when somebody has left.</summary>
    public string Left { get; init; } = "off";

    /// <summary>To one who is alone in the conference.</summary>
    public string First { get; init; } = "off";

    /// <summary>To all, a minute before the conference reaches its longest duration: where Focus:WarnBeforeEndSeconds is 60.</summary>
    public string OneMinuteLeft { get; init; } = "on";

    /// <summary>The same at any other time before: a tone, for the project's own words say how long a minute is.</summary>
    public string EndsSoon { get; init; } = "on";

    /// <summary>Where a PIN is wanted.</summary>
    public string EnterPin { get; init; } = "on";

    /// <summary>After a wrong one.</summary>
    public string WrongPin { get; init; } = "on";

    /// <summary>Before the focus ends a call, where there is time.</summary>
    public string Goodbye { get; init; } = "on";

    /// <summary>Again and again to those who wait to be let in.</summary>
    public string Lobby { get; init; } = "on";

    /// <summary>Busy tone.</summary>
    public string Busy { get; init; } = "on";

    /// <summary>Ringback tone.</summary>
    public string Ringback { get; init; } = "on";

    /// <summary>The setting of one prompt.</summary>
    internal string Of(Prompt prompt) => prompt switch
    {
        Prompt.Joined => Joined,
        Prompt.Left => Left,
        Prompt.First => First,
        Prompt.OneMinuteLeft => OneMinuteLeft,
        Prompt.EndsSoon => EndsSoon,
        Prompt.EnterPin => EnterPin,
        Prompt.WrongPin => WrongPin,
        Prompt.Goodbye => Goodbye,
        Prompt.Lobby => Lobby,
        Prompt.Busy => Busy,
        _ => Ringback,
    };
}
