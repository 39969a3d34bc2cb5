namespace ImsConference.Mrfc.Focus;

/// <summary>Who sent a request, or is called.</summary>
/// <param name="Uri">Identity as a URI without parameters; from P-Asserted-Identity, a proved user name, or From, in this order.</param>
/// <param name="DisplayName">Name for people; null when there is none.</param>
/// <param name="IsPrivate">Others must not learn who it is (RFC 3323, RFC 4579 §6).</param>
/// <param name="IsTrusted">It came by a trusted peer.</param>
public sealed record Caller(string Uri, string? DisplayName, bool IsPrivate, bool IsTrusted)
{
    /// <summary>Whether both are the same user. Nobody is the same as an anonymous one.</summary>
    public bool IsSameUser(Caller other) => !IsAnonymous && Uri == other.Uri;

    private bool IsAnonymous => Uri.EndsWith("anonymous.invalid", StringComparison.Ordinal);
}
