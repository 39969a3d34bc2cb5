using System.Text.Json.Serialization;

namespace ImsConference.Mrfc.Focus.Admission;

/// <summary>What a user has subscribed to: one entry of the subscriber table.</summary>
public sealed record Subscriber
{
    /// <summary>Everybody, where there is no table.</summary>
    public static readonly Subscriber Unlimited = new() { MayCreate = true, MayJoin = true };

    /// <summary>Who stands in no entry of a table that has no default.</summary>
    public static readonly Subscriber Nobody = new() { MayCreate = false, MayJoin = false };

    [JsonPropertyName("create")]
    public bool MayCreate { get; init; }

    [JsonPropertyName("join")]
    public bool MayJoin { get; init; } = true;

    /// <summary>Conferences of its making at once; null: no limit of its own.</summary>
    [JsonPropertyName("conferences")]
    public int? MaxConferences { get; init; }

    /// <summary>Participants of each of these at once; null: <c>Focus:MaxParticipants</c>, which it cannot exceed.</summary>
    [JsonPropertyName("participants")]
    public int? MaxParticipants { get; init; }

    /// <summary>End of the subscription; null: none.</summary>
    [JsonPropertyName("until")]
    public DateTimeOffset? Until { get; init; }

    /// <summary>Its role in whatever conference it comes to; null: participant, or what the conference says.</summary>
    [JsonPropertyName("role")]
    public Role? Role { get; init; }

    /// <summary>What everybody has to press who dials into a conference of its making; empty: nothing.</summary>
    [JsonPropertyName("pin")]
    public string Pin { get; init; } = "";

    /// <summary>In its conferences everybody waits for a moderator.</summary>
    [JsonPropertyName("lobby")]
    public bool HasLobby { get; init; }

    /// <summary>Into its conferences only those come who were invited.</summary>
    [JsonPropertyName("invitedOnly")]
    public bool IsInvitedOnly { get; init; }

    /// <summary>How a conference of its making is run, where nothing else is asked for.</summary>
    [JsonIgnore]
    public ConferenceRules Rules => new() { Pin = Pin, HasLobby = HasLobby, IsInvitedOnly = IsInvitedOnly, MaxParticipants = MaxParticipants };

    /// <summary>Nothing of the PIN goes into a log.</summary>
    public override string ToString() => $"create={MayCreate} join={MayJoin} until={Until:u} role={Role} {Rules}";
}
