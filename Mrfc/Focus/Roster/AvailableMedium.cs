namespace ImsConference.Mrfc.Focus.Roster;

/// <summary>A medium that the conference carries (RFC 4575 §5.3.4).</summary>
/// <param name="Label">The a=label of its lines in our SDP (RFC 4574).</param>
/// <param name="Type">Media type of the SDP, for example <c>audio</c>.</param>
/// <param name="DisplayText">For people; null when there is none.</param>
public sealed record AvailableMedium(string Label, string Type, string? DisplayText = null)
{
    /// <summary>What a participant may do with it.</summary>
    public MediaStatus Status { get; init; } = MediaStatus.SendRecv;
}
