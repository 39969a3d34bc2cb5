using ImsConference.Mrfp.Playback;

namespace ImsConference.Mrfp.Contexts;

/// <summary>One file of a recording at one moment.</summary>
/// <param name="Path">Absolute; empty while it is not open.</param>
/// <param name="TerminationId">Whose voice; empty for the mix.</param>
/// <param name="SampleRateHz">Samples a second.</param>
/// <param name="Samples">In it so far.</param>
/// <param name="MissingSamples">Left out because the disk was too slow.</param>
/// <param name="BeginsAtMs">After the recording's own beginning, pauses left out.</param>
/// <param name="End">Why it has ended; null while it has not.</param>
/// <param name="Fault">What went wrong, for people.</param>
public sealed record RecordedFile(
    string Path, string TerminationId, int SampleRateHz, long Samples, long MissingSamples, int BeginsAtMs, RecordingEnd? End, string Fault)
{
    internal static RecordedFile Of(Recorder recorder, string terminationId, int beginsAtMs) => new(
        recorder.Path, terminationId, recorder.SampleRateHz, recorder.Samples, recorder.MissingSamples, beginsAtMs,
        recorder.IsEnded ? recorder.End : null, recorder.Fault);
}
