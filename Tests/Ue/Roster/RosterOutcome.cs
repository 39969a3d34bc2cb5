namespace ImsConference.Tests.Ue.Roster;

/// <summary>What a subscriber makes of one conference document (RFC 4575 §4.6).</summary>
public enum RosterOutcome : byte
{
    /// <summary>Taken: the roster is up to date.</summary>
    Applied,

    /// <summary>Its version is not above the last one: a repeat, passed over.</summary>
    Old,

    /// <summary>Partial, and documents before it are missing: passed over; subscribe anew to get the full state.</summary>
    Gap,

    /// <summary>Not a conference document: <see cref="ConferenceRoster.Fault"/> says why.</summary>
    Malformed,
}
