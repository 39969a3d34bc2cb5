using ImsConference.Protos.Mp;

namespace ImsConference.Mrfc.Focus.Recordings;

/// <summary>One WAV file of a recording, as far as the focus has been told of it.</summary>
/// <param name="Path">On the MRFP; empty while it is not open, or when it could not be made.</param>
/// <param name="TerminationId">Whose voice; empty for the mix.</param>
/// <param name="SampleRateHz">Samples a second.</param>
/// <param name="Samples">In it; while it runs, as many as there were when the MRFP was asked last.</param>
/// <param name="MissingSamples">Left out because the disk was too slow.</param>
/// <param name="BeginsAt">After the beginning of the recording, pauses left out.</param>
public sealed record RecordingFile(string Path, string TerminationId, int SampleRateHz, long Samples, long MissingSamples, TimeSpan BeginsAt)
{
    /// <summary>Why it ended; null while it is written.</summary>
    public RecordingEnd? End { get; init; }

    /// <summary>What went wrong, for people; empty when nothing did.</summary>
    public string Fault { get; init; } = "";

    /// <summary>It holds what it should.</summary>
    public bool IsSound => MissingSamples == 0 && End is null or RecordingEnd.Stopped or RecordingEnd.TerminationGone or RecordingEnd.ContextGone;

    internal static RecordingFile From(RecordedFile file, bool hasEnded) => new(
        file.Path, file.TerminationId, (int)file.SampleRateHz, (long)file.Samples, (long)file.MissingSamples, TimeSpan.FromMilliseconds(file.BeginsAtMs))
    {
        End = hasEnded || file.Ended ? RecordingEnd.Stopped : null,
    };

    internal static RecordingFile From(string terminationId, RecordingEnded ended) => new(
        ended.Path, terminationId, (int)ended.SampleRateHz, (long)ended.Samples, (long)ended.MissingSamples, TimeSpan.FromMilliseconds(ended.BeginsAtMs))
    {
        End = ended.Reason,
        Fault = ended.Fault,
    };
}
