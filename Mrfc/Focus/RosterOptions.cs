namespace ImsConference.Mrfc.Focus;

/// <summary>
/// What rosters say of every conference (RFC 4575 §5.3, §5.4), section <c>Focus:Roster</c>; what is empty is not said. In each text <c>{token}</c> stands for
/// the conference's own part of its URI, besides <c>{node}</c> and <c>{domain}</c>.
/// </summary>
public sealed record RosterOptions
{
    /// <summary>Name of a conference, for people.</summary>
    public string DisplayText { get; init; } = "";

    /// <summary>More about it, for people.</summary>
    public string FreeText { get; init; } = "";

    /// <summary>Words to find it by, separated by blanks.</summary>
    public string Keywords { get; init; } = "";

    /// <summary>Another way in, for example the tel URI of a gateway's dial-in number.</summary>
    public string DialInUri { get; init; } = "";

    /// <summary>URI of a page about the conference.</summary>
    public string WebPage { get; init; } = "";

    /// <summary>Where its recording can be had; told while one runs.</summary>
    public string RecordingUri { get; init; } = "";

    /// <summary>Who runs the service, for people.</summary>
    public string HostName { get; init; } = "";

    /// <summary>URI of that host's page.</summary>
    public string HostWebPage { get; init; } = "";

    /// <summary>URI at which that host can be reached.</summary>
    public string HostUri { get; init; } = "";
}
