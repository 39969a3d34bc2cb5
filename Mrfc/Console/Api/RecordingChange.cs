namespace ImsConference.Mrfc.Console.Api;

/// <summary>What shall be otherwise with a recording; what is absent stays.</summary>
public sealed record RecordingChange
{
    /// <summary>What is said meanwhile is left out.</summary>
    public bool? Paused { get; init; }
}
