namespace ImsConference.Sip.Digest;

/// <summary>Outcome of a check.</summary>
public enum DigestResult : byte
{
    /// <summary>No credentials for our realm: challenge.</summary>
    Missing,

    /// <summary>The password was proved.</summary>
    Accepted,

    /// <summary>Right password, old or used nonce: challenge with stale=true.</summary>
    Stale,

    /// <summary>Unknown user or wrong password: challenge again, or 403.</summary>
    Refused,

    /// <summary>Not to be understood: 400.</summary>
    Malformed,
}
