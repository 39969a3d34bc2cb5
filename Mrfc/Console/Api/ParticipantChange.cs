using ImsConference.Mrfc.Focus.Admission;

namespace ImsConference.Mrfc.Console.Api;

/// <summary>What shall be otherwise with a participant; what is absent stays.</summary>
public sealed record ParticipantChange
{
    /// <summary>The others do not hear it.</summary>
    public bool? Muted { get; init; }

    /// <summary>Nothing goes to it or comes from it.</summary>
    public bool? Held { get; init; }

    /// <summary>It need not wait in the lobby any longer.</summary>
    public bool LetIn { get; init; }

    /// <summary>What it may do: listen-only, participant or moderator.</summary>
    public Role? Role { get; init; }
}
