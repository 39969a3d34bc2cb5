namespace ImsConference.Mrfc.Console.Api;

/// <summary>Where a participant stands.</summary>
public enum ParticipantStatus : byte
{
    /// <summary>On its way in.</summary>
    Dialing,

    /// <summary>Answered, and asked for the PIN or waiting in the lobby.</summary>
    Waiting,
    Connected,

    /// <summary>On its way out, or gone.</summary>
    Leaving,
}
