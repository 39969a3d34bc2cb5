namespace ImsConference.Mrfc.Console.Api;

/// <summary>One WAV file of a recording.</summary>
/// <param name="Path">On the MRFP; empty while it is not open, or when it could not be made.</param>
/// <param name="SampleRateHz">Samples a second.</param>
/// <param name="Samples">In it, as the MRFP told last.</param>
/// <param name="MissingSamples">Left out because the disk was too slow.</param>
/// <param name="BeginsAtMs">After the beginning of the recording, pauses left out.</param>
/// <param name="Fault">What went wrong; absent when nothing did.</param>
public sealed record RecordedFileView(string Path, int SampleRateHz, long Samples, long MissingSamples, long BeginsAtMs, string? Fault);
