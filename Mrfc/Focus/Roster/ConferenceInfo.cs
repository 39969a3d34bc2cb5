namespace ImsConference.Mrfc.Focus.Roster;

/// <summary>What the event package tells of a conference besides its users (RFC 4575 §5.3 to §5.5).</summary>
/// <param name="Entity">The conference URI.</param>
/// <param name="Subject">The conference's subject; null when it has none.</param>
/// <param name="MaximumUserCount">Most users that may be in at once.</param>
/// <param name="MediaTypes">Media that the conference carries, for example <c>audio</c>.</param>
public sealed record ConferenceInfo(string Entity, string? Subject, int MaximumUserCount, IReadOnlyList<string> MediaTypes)
{
    /// <summary>False before the first participant is in.</summary>
    public bool Active { get; init; }

    /// <summary>
    /// True when nobody else may enter. Nothing can lock a conference yet, so it never is: RFC 4575 §5.5.3 makes the element optional,
    /// and RFC 4579 asks a focus for no such policy.
    /// </summary>
    public bool Locked { get; init; }
}
