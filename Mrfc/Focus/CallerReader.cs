using System.Text;
using ImsConference.Mrfc.Focus.Admission;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sessions;

namespace ImsConference.Mrfc.Focus;

/// <summary>Reads who a request is from. P-Asserted-Identity counts from trusted peers only (RFC 3325 §5).</summary>
public sealed class CallerReader(TrustDomain trust, string domain)
{
    private const string Tel = "tel";
    private const string Anonymous = "sip:anonymous@anonymous.invalid"; // RFC 3323 §4.1.1.3

    public bool IsTrusted(IncomingRequest request) => trust.Includes(request.Hop);

    /// <param name="request">The request.</param>
    /// <param name="provedUser">User name that a digest proved; empty when none did.</param>
    public Caller Read(IncomingRequest request, string provedUser)
    {
        var message = request.Message;
        var isTrusted = IsTrusted(request);
        var from = ReadNameAddr(message[HeaderId.From]) ?? (Uri: Anonymous, Name: null);
        var isPrivate = PrivacyWish.Of(message).HidesUser || from.Uri == Anonymous;
        if (isTrusted && Asserted(message) is { } asserted)
            return new Caller(asserted.Uri, asserted.Name ?? from.Name, isPrivate, true) { IsProved = true, Tel = asserted.Tel };
        if (provedUser.Length > 0)
            return new Caller($"sip:{provedUser}@{domain}", from.Name, isPrivate, isTrusted) { IsProved = true };

        return new Caller(from.Uri, from.Name, isPrivate, isTrusted);
    }

    /// <summary>The user that a URI names: without parameters, headers and what only makes a number easier to read; scheme and host in lower case.</summary>
    public static string IdentityOf(SipUri uri)
    {
        if (!uri.IsSip) return OtherIdentity(uri.Text.Split(';')[0]);

        var user = uri.User.Length > 0 ? $"{uri.User}@" : "";
        var port = uri.Port > 0 ? $":{uri.Port}" : "";
        return $"{uri.Scheme.ToLowerInvariant()}:{user}{uri.Host.ToLowerInvariant()}{port}";
    }

    private static string OtherIdentity(string uri)
    {
        var (scheme, rest) = (uri.Split(':')[0].ToLowerInvariant(), uri[(uri.IndexOf(':', StringComparison.Ordinal) + 1)..]);
        return scheme == Tel ? $"{Tel}:{string.Concat(rest.Split('-', '.', '(', ')'))}" : $"{scheme}:{rest}"; // RFC 3966 §5.1.1
    }

    // At most one sip and one tel URI; the sip one names the user the way others may call it (RFC 3325 §9.1).
    private static (string Uri, string? Name, string? Tel)? Asserted(SipMessage message)
    {
        (string Uri, string? Name)? sip = null, tel = null;
        foreach (var value in message.Values(HeaderId.PAssertedIdentity))
        {
            if (ReadNameAddr(value) is not { } identity) continue;
            if (identity.Uri.StartsWith(Tel, StringComparison.Ordinal)) tel ??= identity;
            else sip ??= identity;
        }

        return (sip ?? tel) is { } first ? (first.Uri, first.Name ?? tel?.Name, tel?.Uri) : null;
    }

    private static (string Uri, string? Name)? ReadNameAddr(ReadOnlySpan<byte> value)
    {
        if (!NameAddr.TryParse(value, out var address) || !SipUri.TryParse(address.Uri, out var uri)) return null;

        var name = Encoding.UTF8.GetString(address.DisplayName).Replace("\\", "", StringComparison.Ordinal);
        return (IdentityOf(uri), name.Length > 0 ? name : null);
    }
}
