namespace ImsConference.Mrfc.Focus.Roster;

/// <summary>Who runs the conference service (RFC 4575 §5.4).</summary>
public sealed record HostInfo
{
    /// <summary>Name for people; null when it is not told.</summary>
    public string? DisplayText { get; init; }

    public string? WebPage { get; init; }

    /// <summary>Where the host can be reached.</summary>
    public IReadOnlyList<UriEntry> Uris { get; init; } = [];

    internal bool IsEmpty => DisplayText is null && WebPage is null && Uris.Count == 0;

    internal bool IsSame(HostInfo other) => DisplayText == other.DisplayText && WebPage == other.WebPage && Uris.SequenceEqual(other.Uris);
}
