using ImsConference.Mrfc.Focus.Recordings;

namespace ImsConference.Mrfc.Console.Api;

/// <summary>A recording as the API shows it.</summary>
/// <param name="Id">Unique within the conference.</param>
/// <param name="State">What it is doing.</param>
/// <param name="Voices">Whose voices it holds.</param>
/// <param name="Began">When.</param>
public sealed record RecordingView(string Id, RecordingState State, RecordedVoices Voices, DateTimeOffset Began)
{
    /// <summary>Absent until it has ended.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>Number of the one who is recorded.</summary>
    public int? Participant { get; init; }

    /// <summary>Why it ended before anybody asked it to.</summary>
    public string? Fault { get; init; }

    public IReadOnlyList<RecordedFileView> Files { get; init; } = [];

    public static RecordingView Of(ConferenceRecording recording) => new(recording.Id, recording.State, recording.Wish.Voices, recording.Began)
    {
        Ended = recording.Ended,
        Participant = recording.Wish.Participant?.Number,
        Fault = recording.Fault.Length > 0 ? recording.Fault : null,
        Files = [.. recording.Files.Select(FileOf)],
    };

    private static RecordedFileView FileOf(RecordingFile file) => new(
        file.Path, file.SampleRateHz, file.Samples, file.MissingSamples, (long)file.BeginsAt.TotalMilliseconds, file.Fault.Length > 0 ? file.Fault : null);
}
