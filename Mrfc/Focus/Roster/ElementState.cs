namespace ImsConference.Mrfc.Focus.Roster;

/// <summary>How an element of a document stands to the one that the subscriber has (RFC 4575 §4.4).</summary>
public enum ElementState : byte
{
    /// <summary>It takes the place of the one before.</summary>
    Full,

    /// <summary>What is in it takes the place of its like; the rest stays.</summary>
    Partial,

    /// <summary>It is no more.</summary>
    Deleted,
}
