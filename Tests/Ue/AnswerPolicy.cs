namespace ImsConference.Tests.Ue;

/// <summary>What a UE does when it is called.</summary>
public enum AnswerPolicy : byte
{
    /// <summary>Rings, then answers 200.</summary>
    Accept,

    /// <summary>Rings until the caller gives up.</summary>
    Ring,

    /// <summary>486 Busy Here.</summary>
    Busy,
}
