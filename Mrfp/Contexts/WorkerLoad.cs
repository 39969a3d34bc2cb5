namespace ImsConference.Mrfp.Contexts;

/// <summary>What one worker has done since it was started.</summary>
/// <param name="Percent">Of the last second spent working, 0..100.</param>
/// <param name="Ticks">Of the contexts that tick together.</param>
/// <param name="Overruns">Ticks that began more than a frame late or were left out.</param>
/// <param name="Faults">Ticks of a context that ended with an exception.</param>
/// <param name="TickTimes">How long ticks took, by <see cref="TimeClasses"/>.</param>
/// <param name="TickDelays">How late ticks began, likewise.</param>
/// <param name="AllocatedBytes">By its thread, on the managed heap.</param>
/// <param name="OpusComplexity">Of its encoders at present, 0..10.</param>
/// <param name="UnknownPackets">Dropped at the shared port: from nowhere known.</param>
/// <param name="KernelDrops">Dropped by the kernel at the shared port.</param>
public sealed record WorkerLoad(
    int Percent, long Ticks, long Overruns, long Faults, IReadOnlyList<long> TickTimes, IReadOnlyList<long> TickDelays, long AllocatedBytes,
    int OpusComplexity, long UnknownPackets, long KernelDrops);
