using ImsConference.Tests.EndToEnd.Conformance;
using ImsConference.Tests.EndToEnd.Harness;
using NUnit.Framework;

[assembly: KeepsLogsOfFailures]
[assembly: WritesConformance]

// Fixtures run beside one another: most of their time they wait for a peer's timer.
[assembly: Parallelizable(ParallelScope.Fixtures)]
[assembly: LevelOfParallelism(3)]
