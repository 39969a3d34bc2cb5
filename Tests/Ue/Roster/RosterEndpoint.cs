namespace ImsConference.Tests.Ue.Roster;

/// <summary>One device of a user (RFC 4575 §5.7). Absent elements are empty.</summary>
/// <param name="Entity">Key within the user.</param>
/// <param name="Status">For example <c>connected</c> or <c>dialing-out</c>.</param>
/// <param name="JoiningMethod"><c>dialed-in</c>, <c>dialed-out</c> or <c>focus-owner</c>.</param>
/// <param name="DisconnectionMethod"><c>departed</c>, <c>booted</c>, <c>failed</c> or <c>busy</c>.</param>
/// <param name="Media">Its streams.</param>
public sealed record RosterEndpoint(
    string Entity, string Status, string JoiningMethod, string DisconnectionMethod, IReadOnlyList<RosterMedia> Media);
