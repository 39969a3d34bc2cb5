namespace ImsConference.Mrfc.Focus.Admission;

/// <summary>Who wants something of a conference, by SIP or by the HTTP API.</summary>
/// <param name="Role">What it may do.</param>
/// <param name="User">Who it is; null for an operator without a name.</param>
/// <param name="Participant">It itself in the conference; null when it is not in.</param>
public sealed record Actor(Role Role, Caller? User, Participant? Participant)
{
    /// <summary>An operator of this node.</summary>
    public static readonly Actor Operator = new(Role.Operator, null, null);

    /// <summary>URI that others may know it by, for the roster and for Reason; null when there is none.</summary>
    public string? By => Participant?.RosterUri ?? (User is { IsPrivate: false } known ? known.Uri : null);

    /// <summary>One who is in.</summary>
    public static Actor Of(Participant participant) => new(participant.Role, participant.User, participant);

    /// <summary>Whether the act concerns nobody else.</summary>
    public bool Is(Participant target) => Participant == target || (User?.IsSameUser(target.User) ?? false);
}
