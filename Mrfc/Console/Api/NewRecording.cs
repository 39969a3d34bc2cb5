using ImsConference.Mrfc.Focus.Recordings;

namespace ImsConference.Mrfc.Console.Api;

/// <summary>What shall be recorded, on the MRFP where the conference's media is.</summary>
public sealed record NewRecording
{
    /// <summary>Whose voices.</summary>
    public RecordedVoices Voices { get; init; }

    /// <summary>Number of the one who is recorded; with <c>one-participant</c> only.</summary>
    public int? Participant { get; init; }

    /// <summary>8000, 16000, 24000, 32000 or 48000; absent: the highest that is spoken at when a file begins.</summary>
    public int? SampleRateHz { get; init; }

    /// <summary>Length at which each file ends, s; absent: what the MRFP allows.</summary>
    public int? MostSeconds { get; init; }
}
