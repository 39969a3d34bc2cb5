namespace ImsConference.Mrfp.Contexts;

/// <summary>Why a command was refused.</summary>
public enum MediaFault
{
    /// <summary>No such context or termination.</summary>
    NotFound,

    /// <summary>The id stands for something else already.</summary>
    Clash,

    /// <summary>No port, place or room left.</summary>
    Exhausted,

    /// <summary>The state forbids it: draining, or the termination is in another context.</summary>
    Forbidden,

    /// <summary>The contents are wrong.</summary>
    Invalid,
}
