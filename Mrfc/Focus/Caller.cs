namespace ImsConference.Mrfc.Focus;

/// <summary>Who sent a request, or is called.</summary>
/// <param name="Uri">Identity as a URI without parameters; from P-Asserted-Identity, a proved user name, or From, in this order.</param>
/// <param name="DisplayName">Name for people; null when there is none.</param>
/// <param name="IsPrivate">Others must not learn who it is (RFC 3323, RFC 4579 §6).</param>
/// <param name="IsTrusted">It came by a trusted peer.</param>
public sealed record Caller(string Uri, string? DisplayName, bool IsPrivate, bool IsTrusted)
{
    /// <summary>In the place of the creator of a conference that an operator made: nobody has its rights, no subscription limits it.</summary>
    public static readonly Caller Operator = new("sip:operator@anonymous.invalid", null, IsPrivate: true, IsTrusted: true) { IsProved = true };

    /// <summary>Its number as a tel URI, where a trusted peer asserted one (RFC 3325 §9.1).</summary>
    public string? Tel { get; init; }

    /// <summary>A trusted peer or a digest says who it is, and not From alone.</summary>
    public bool IsProved { get; init; }

    /// <summary>Whether both are the same user. Nobody is the same as an anonymous one.</summary>
    public bool IsSameUser(Caller other) => !IsAnonymous && (Uri == other.Uri || HasNumber(other.Tel ?? other.Uri) || other.HasNumber(Uri));

    private bool HasNumber(string tel) => Tel is not null && Tel == tel;

    private bool IsAnonymous => Uri.EndsWith("anonymous.invalid", StringComparison.Ordinal);
}
