namespace ImsConference.Tests.Load.Calls;

/// <summary>Where the exit status turns from 0 to 1.</summary>
/// <param name="MaxSetupMs">99th percentile of call set-up.</param>
/// <param name="MaxMissingPercent">Share of audio that never came.</param>
/// <param name="MaxDisturbedPercent">Share of 100 ms windows with a gap, click or slip.</param>
/// <param name="MinSnrDb">Signal to noise of the worst listener's middle window.</param>
internal sealed record CallsLimits(double MaxSetupMs, double MaxMissingPercent, double MaxDisturbedPercent, double MinSnrDb);
