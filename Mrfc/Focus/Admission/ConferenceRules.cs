namespace ImsConference.Mrfc.Focus.Admission;

/// <summary>How one conference is to be run, as its maker asked for it or the maker's subscription says.</summary>
public sealed record ConferenceRules
{
    public const int LeastPinDigits = 4;
    public const int MostPinDigits = 12;

    /// <summary>What it is about, for people; null when nobody said.</summary>
    public string? Subject { get; init; }

    /// <summary>Digits that everybody has to press who dials in; empty: none. Never shown, never logged.</summary>
    public string Pin { get; init; } = "";

    /// <summary>Everybody waits until a moderator or the creator is in.</summary>
    public bool HasLobby { get; init; }

    /// <summary>Only those come in who were called or listed.</summary>
    public bool IsInvitedOnly { get; init; }

    /// <summary>Participants at once, those being called included; null: as many as <c>Focus:MaxParticipants</c> says, which it cannot exceed.</summary>
    public int? MaxParticipants { get; init; }

    /// <summary>Roles of users, by identity (see <see cref="CallerReader.IdentityOf"/>); whoever stands here is invited.</summary>
    public IReadOnlyDictionary<string, Role> Roles { get; init; } = new Dictionary<string, Role>();

    /// <summary>Whether a text can be a PIN, or stands for none.</summary>
    public static bool IsPin(string text) => text.Length is 0 or (>= LeastPinDigits and <= MostPinDigits) && text.All(char.IsAsciiDigit);

    /// <summary>Nothing of the PIN goes into a log, not even with the whole record.</summary>
    public override string ToString() =>
        $"{(Pin.Length > 0 ? "PIN " : "")}{(HasLobby ? "lobby " : "")}{(IsInvitedOnly ? "invited-only " : "")}{MaxParticipants} {Roles.Count} roles";
}
