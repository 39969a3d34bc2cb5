namespace ImsConference.Mrfc.Console.Api;

/// <summary>A user to be brought in.</summary>
public sealed record NewParticipant
{
    /// <summary>sip, sips or tel URI of the user.</summary>
    public required string Uri { get; init; }
}
