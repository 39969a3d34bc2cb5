namespace ImsConference.Mrfc.Focus.Roster;

/// <summary>One user as every subscriber sees it (RFC 4575 §5.6), without its endpoints.</summary>
/// <param name="Entity">URI of the user, unique in the conference; an anonymous one when the user wants privacy (RFC 4579 §6).</param>
/// <param name="DisplayText">Name for people; null when there is none.</param>
public sealed record RosterUser(string Entity, string? DisplayText = null)
{
    /// <summary>Other URIs that reach the same user.</summary>
    public IReadOnlyList<string> AssociatedAors { get; init; } = [];

    /// <summary>Words such as <c>creator</c>.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>Languages that the user understands, the one liked best first (RFC 5646 tags).</summary>
    public IReadOnlyList<string> Languages { get; init; } = [];

    internal bool IsSame(RosterUser other) =>
        Entity == other.Entity && DisplayText == other.DisplayText && AssociatedAors.SequenceEqual(other.AssociatedAors, StringComparer.Ordinal)
        && Roles.SequenceEqual(other.Roles, StringComparer.Ordinal) && Languages.SequenceEqual(other.Languages, StringComparer.Ordinal);
}
