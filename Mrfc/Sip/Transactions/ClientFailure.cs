namespace ImsConference.Sip.Transactions;

/// <summary>Why a request has no response from a peer. The TU sees it as the status that RFC 3261 §8.1.3.1 names.</summary>
public enum ClientFailure : byte
{
    /// <summary>There is a response.</summary>
    None,

    /// <summary>Timer B or F fired, or a cancelled INVITE got no final response: as 408.</summary>
    TimedOut,

    /// <summary>No hop could be resolved or reached, or the table is full: as 503.</summary>
    Unreachable,
}
