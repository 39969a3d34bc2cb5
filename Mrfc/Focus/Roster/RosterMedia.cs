namespace ImsConference.Mrfc.Focus.Roster;

/// <summary>One medium of an endpoint (RFC 4575 §5.8).</summary>
/// <param name="Id">Unique in the endpoint; never changes its meaning.</param>
/// <param name="Type">Media type of the SDP, for example <c>audio</c>.</param>
/// <param name="SourceId">SSRC that the participant sends with; 0 when not known.</param>
/// <param name="Status">Direction as the participant sees it.</param>
public sealed record RosterMedia(string Id, string Type, uint SourceId, MediaStatus Status)
{
    /// <summary>Which of <see cref="ConferenceDescription.Media"/> it is a part of; null when of none.</summary>
    public string? Label { get; init; }

    /// <summary>For people; null when there is none.</summary>
    public string? DisplayText { get; init; }
}
