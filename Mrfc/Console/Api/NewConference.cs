using System.ComponentModel.DataAnnotations;
using ImsConference.Mrfc.Focus.Admission;

namespace ImsConference.Mrfc.Console.Api;

/// <summary>A conference to be made. What is absent is as configured.</summary>
public sealed record NewConference
{
    /// <summary>What it is about, for people.</summary>
    [MaxLength(200)]
    public string? Subject { get; init; }

    /// <summary>Most participants at once.</summary>
    [Range(1, 100_000)]
    public int? MaxParticipants { get; init; }

    /// <summary>4 to 12 digits that whoever dials in has to press.</summary>
    [RegularExpression("[0-9]{4,12}")]
    public string? Pin { get; init; }

    /// <summary>Only those come in who were called or have a role.</summary>
    public bool InvitedOnly { get; init; }

    /// <summary>Everybody waits until a moderator or the creator is in.</summary>
    public bool Lobby { get; init; }

    /// <summary>What it carries.</summary>
    public MediaKind Media { get; init; }

    /// <summary>Roles by user URI; whoever stands here is invited.</summary>
    public IReadOnlyDictionary<string, Role>? Roles { get; init; }
}
