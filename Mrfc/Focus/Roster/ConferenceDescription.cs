namespace ImsConference.Mrfc.Focus.Roster;

/// <summary>What the event package tells of a conference besides its state and its users (RFC 4575 §5.3, §5.4).</summary>
/// <param name="Entity">The conference URI.</param>
public sealed record ConferenceDescription(string Entity)
{
    /// <summary>Name for people; null when it has none.</summary>
    public string? DisplayText { get; init; }

    /// <summary>What it is about; null when nobody said.</summary>
    public string? Subject { get; init; }

    /// <summary>Anything else for people; null when there is nothing.</summary>
    public string? FreeText { get; init; }

    /// <summary>Words to find it by, without blanks.</summary>
    public IReadOnlyList<string> Keywords { get; init; } = [];

    /// <summary>Ways into the conference besides <see cref="Entity"/>.</summary>
    public IReadOnlyList<UriEntry> ConfUris { get; init; } = [];

    /// <summary>Services around it: its web page, its recording.</summary>
    public IReadOnlyList<UriEntry> ServiceUris { get; init; } = [];

    /// <summary>Most users that may be in at once.</summary>
    public int MaximumUserCount { get; init; }

    public IReadOnlyList<AvailableMedium> Media { get; init; } = [];

    public HostInfo Host { get; init; } = new();

    internal bool IsSame(ConferenceDescription other) =>
        Entity == other.Entity && DisplayText == other.DisplayText && Subject == other.Subject && FreeText == other.FreeText
        && MaximumUserCount == other.MaximumUserCount && Keywords.SequenceEqual(other.Keywords, StringComparer.Ordinal)
        && ConfUris.SequenceEqual(other.ConfUris) && ServiceUris.SequenceEqual(other.ServiceUris) && Media.SequenceEqual(other.Media)
        && Host.IsSame(other.Host);
}
