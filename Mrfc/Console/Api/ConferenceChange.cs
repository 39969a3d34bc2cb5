namespace ImsConference.Mrfc.Console.Api;

/// <summary>What shall be otherwise in a conference; what is absent stays.</summary>
public sealed record ConferenceChange
{
    /// <summary>Nobody else comes in.</summary>
    public bool? Locked { get; init; }
}
