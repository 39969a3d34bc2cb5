namespace ImsConference.Tests.Ue.Roster;

/// <summary>One medium of an endpoint (RFC 4575 §5.8). Absent elements are empty.</summary>
/// <param name="Id">Key within the endpoint.</param>
/// <param name="Type">For example <c>audio</c>.</param>
/// <param name="Status">Direction, such as <c>sendrecv</c>.</param>
/// <param name="SourceId">SSRC in decimal.</param>
public sealed record RosterMedia(string Id, string Type, string Status, string SourceId);
