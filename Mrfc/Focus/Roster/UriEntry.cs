namespace ImsConference.Mrfc.Focus.Roster;

/// <summary>One URI in a list of a document (RFC 4575 uri-type).</summary>
/// <param name="Uri">The URI.</param>
/// <param name="Purpose">What it is good for: <c>participation</c>, <c>streaming</c>, <c>web-page</c>, <c>recording</c>; null when the list says it already.</param>
/// <param name="DisplayText">For people; null when there is none.</param>
public sealed record UriEntry(string Uri, string? Purpose = null, string? DisplayText = null);
