namespace ImsConference.Sip.Messages;

/// <summary>How much of a message is checked beyond its lines.</summary>
internal enum MessageCheck : byte
{
    /// <summary>Nothing: the refusal of a malformed request echoes what it got.</summary>
    None,

    /// <summary>What we wrote ourselves: Via may still be missing, the transaction adds it.</summary>
    Built,

    /// <summary>What came from the wire.</summary>
    Received,
}
