namespace ImsConference.Sip.Sessions;

/// <summary>How an offer takes part in RFC 3312 preconditions.</summary>
public enum PreconditionUse : byte
{
    /// <summary>The offer has none.</summary>
    None,

    /// <summary>Current status of our side is none: an UPDATE must tell when it is reserved.</summary>
    Unreserved,

    /// <summary>Current status of our side is sendrecv already: no UPDATE is needed.</summary>
    Reserved,
}
