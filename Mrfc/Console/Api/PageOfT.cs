namespace ImsConference.Mrfc.Console.Api;

/// <summary>A part of a list.</summary>
/// <param name="Items">In the order of their ids.</param>
/// <param name="Next">What to give as <c>after</c> for the next part; absent at the end.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);
