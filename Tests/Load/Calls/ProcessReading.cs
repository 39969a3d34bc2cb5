namespace ImsConference.Tests.Load.Calls;

/// <summary>A process at the end of a phase.</summary>
/// <param name="Process">Its name.</param>
/// <param name="Phase">The phase that ended.</param>
/// <param name="AtSeconds">Since the start of the run.</param>
/// <param name="TotalCpuSeconds">Since the process began.</param>
/// <param name="CpuSeconds">In this phase.</param>
/// <param name="CpuPercent">Of one core, in this phase.</param>
/// <param name="ResidentMb">MiB.</param>
internal sealed record ProcessReading(
    string Process, string Phase, double AtSeconds, double TotalCpuSeconds, double CpuSeconds, double CpuPercent, double ResidentMb);
