namespace ImsConference.Tests.Load.Demo;

/// <summary>One thing that was checked.</summary>
/// <param name="What">In words.</param>
/// <param name="Passed">Whether it is as it should be.</param>
/// <param name="Detail">What was found.</param>
internal sealed record Finding(string What, bool Passed, string Detail);
