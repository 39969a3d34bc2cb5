namespace ImsConference.Mrfp.Contexts;

/// <summary>How busy this MRFP is at one moment.</summary>
/// <param name="Contexts">Present.</param>
/// <param name="Terminations">Present.</param>
/// <param name="SetAside">Reserved by contexts and not yet used.</param>
/// <param name="FreePairs">RTP/RTCP port pairs.</param>
/// <param name="Percent">Of the tick time used by the busiest worker, 0..100.</param>
/// <param name="IsDraining">Takes no new context.</param>
/// <param name="Overruns">Ticks that began more than a frame late or were left out, since start.</param>
/// <param name="Faults">Ticks that ended with an exception, since start.</param>
/// <param name="OpusComplexity">Of encoders on the worker that can afford least, 0..10.</param>
/// <param name="Workers">Each of them.</param>
public sealed record NodeLoad(
    int Contexts, int Terminations, int SetAside, int FreePairs, int Percent, bool IsDraining, long Overruns, long Faults,
    int OpusComplexity, IReadOnlyList<WorkerLoad> Workers);
