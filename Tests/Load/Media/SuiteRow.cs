namespace ImsConference.Tests.Load.Media;

/// <summary>A line of the suite's table.</summary>
/// <param name="Load">What is played.</param>
/// <param name="Against">What its CPU time is held against: null is the reflector, otherwise the same load with another setting.</param>
internal sealed record SuiteRow(MediaLoad Load, string? Against = null);
