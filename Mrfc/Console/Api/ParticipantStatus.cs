namespace ImsConference.Mrfc.Console.Api;

/// <summary>Where a participant stands.</summary>
public enum ParticipantStatus : byte
{
    /// <summary>On its way in.</summary>
    Dialing,
    Connected,

    /// <summary>On its way out, or gone.</summary>
    Leaving,
}
