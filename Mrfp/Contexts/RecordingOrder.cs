namespace ImsConference.Mrfp.Contexts;

/// <summary>A recording as it was commanded; a command that is repeated has an equal one.</summary>
/// <param name="Id">Chosen by the MRFC.</param>
/// <param name="FileName">In the folder of recordings; of <see cref="RecordingScope.EachTermination"/>, what the names are made from.</param>
/// <param name="Scope">What it holds.</param>
/// <param name="TerminationId">Of <see cref="RecordingScope.Termination"/>; empty otherwise.</param>
/// <param name="SampleRateHz">8000, 16000, 24000, 32000 or 48000; 0: the highest that is spoken at when a file begins.</param>
/// <param name="MostSeconds">Of each file; 0: what the configuration allows.</param>
public sealed record RecordingOrder(
    string Id, string FileName, RecordingScope Scope = RecordingScope.Mix, string TerminationId = "", int SampleRateHz = 0, int MostSeconds = 0);
