namespace ImsConference.Mrfc.Focus.Roster;

/// <summary>What became of one endpoint since a revision.</summary>
/// <param name="State">Full: all of it; partial: only its status or some media; deleted: it is gone.</param>
/// <param name="Endpoint">The endpoint as it is now, or was last.</param>
/// <param name="TellsStatus">Of a partial change: the status is another one.</param>
/// <param name="Media">Of a partial change: the media that changed.</param>
public sealed record EndpointChange(ElementState State, RosterEndpoint Endpoint, bool TellsStatus, IReadOnlyList<RosterMedia> Media);
