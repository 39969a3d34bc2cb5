using System.Text;
using ImsConference.Mrfc.Media;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sessions;

namespace ImsConference.Mrfc.Focus;

/// <summary>Reads who a request is from. P-Asserted-Identity counts from trusted peers only (RFC 3325 §5).</summary>
public sealed class CallerReader(AddressPrefixes trusted, string domain)
{
    private const string Anonymous = "sip:anonymous@anonymous.invalid"; // RFC 3323 §4.1.1.3

    public bool IsTrusted(IncomingRequest request) => trusted.Include(request.Hop.Remote.Address);

    /// <param name="request">The request.</param>
    /// <param name="provedUser">User name that a digest proved; empty when none did.</param>
    public Caller Read(IncomingRequest request, string provedUser)
    {
        var message = request.Message;
        var isTrusted = IsTrusted(request);
        var isPrivate = message.Lists(HeaderId.Privacy, "id") || message.Lists(HeaderId.Privacy, "user") || message.Lists(HeaderId.Privacy, "header");
        var from = ReadNameAddr(message[HeaderId.From]) ?? (Uri: Anonymous, Name: null);
        if (isTrusted && Asserted(message) is { } asserted)
            return new Caller(asserted.Uri, asserted.Name ?? from.Name, isPrivate, true);
        if (provedUser.Length > 0)
            return new Caller($"sip:{provedUser}@{domain}", from.Name, isPrivate, isTrusted);

        return new Caller(from.Uri, from.Name, isPrivate || from.Uri == Anonymous, isTrusted);
    }

    /// <summary>The user that a URI names: without parameters and headers; scheme and host in lower case.</summary>
    public static string IdentityOf(SipUri uri)
    {
        if (!uri.IsSip) return uri.Text.Split(';')[0];

        var user = uri.User.Length > 0 ? $"{uri.User}@" : "";
        var port = uri.Port > 0 ? $":{uri.Port}" : "";
        return $"{uri.Scheme.ToLowerInvariant()}:{user}{uri.Host.ToLowerInvariant()}{port}";
    }

    // At most one sip and one tel URI; the sip one names the user the way others may call it (RFC 3325 §9.1).
    private static (string Uri, string? Name)? Asserted(SipMessage message)
    {
        (string Uri, string? Name)? found = null;
        foreach (var value in message.Values(HeaderId.PAssertedIdentity))
        {
            if (ReadNameAddr(value) is not { } identity) continue;
            if (found is null || identity.Uri.StartsWith("sip", StringComparison.Ordinal)) found = identity;
        }

        return found;
    }

    private static (string Uri, string? Name)? ReadNameAddr(ReadOnlySpan<byte> value)
    {
        if (!NameAddr.TryParse(value, out var address) || !SipUri.TryParse(address.Uri, out var uri)) return null;

        var name = Encoding.UTF8.GetString(address.DisplayName).Replace("\\", "", StringComparison.Ordinal);
        return (IdentityOf(uri), name.Length > 0 ? name : null);
    }
}
