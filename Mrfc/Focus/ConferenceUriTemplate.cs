using System.Buffers;
using ImsConference.Sip.Messages;

namespace ImsConference.Mrfc.Focus;

/// <summary>Makes conference URIs of one fixed pattern, and knows them again.</summary>
/// <remarks>
/// The fixed parts are what a CSCF routes by (a wildcarded PSI, TS 23.003 §13.5, or a subdomain); the token is what makes the URI unique.
/// </remarks>
public sealed class ConferenceUriTemplate
{
    private const string TokenMark = "{token}";
    private static readonly SearchValues<char> TokenCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz234567");

    private readonly string _scheme;
    private readonly string _before;
    private readonly string _after;
    private readonly string _port;

    private ConferenceUriTemplate(string scheme, string before, string after, string port)
        => (_scheme, _before, _after, _port) = (scheme, before, after, port);

    /// <summary>The pattern as a wildcarded PSI, for example <c>sip:conf-!.*!@mrfc1.conference.home1.net</c>.</summary>
    public string WildcardedPsi => $"{_scheme}:{_before}!.*!{_after}{_port}";

    /// <param name="options">Whose <see cref="FocusOptions.UriTemplate"/>, node and domain are taken.</param>
    /// <param name="made">The template; null when the result is false.</param>
    /// <param name="fault">What is wrong with it; empty when the result is true.</param>
    public static bool TryParse(FocusOptions options, out ConferenceUriTemplate made, out string fault)
    {
        ArgumentNullException.ThrowIfNull(options);
        made = null!;
        var text = options.Fill(options.UriTemplate);
        var mark = text.IndexOf(TokenMark, StringComparison.Ordinal);
        if (mark < 0 || text.IndexOf(TokenMark, mark + 1, StringComparison.Ordinal) >= 0)
            return Fail("exactly one {token} is needed", out fault);
        if (!SipUri.TryParse(text.Replace(TokenMark, "a", StringComparison.Ordinal), out var sample) || !sample.IsSip)
            return Fail("with a token in it, it is no sip: or sips: URI", out fault);
        if (sample.User.Length == 0) return Fail("a user part is needed, for example conf-{token}@", out fault);
        if (sample.Parameters.Length > 0 || sample.Headers.Length > 0) return Fail("parameters and headers cannot be part of it", out fault);

        var scheme = text[..text.IndexOf(':', StringComparison.Ordinal)];
        var port = sample.Port == 0 ? "" : $":{sample.Port}";
        var address = text[(scheme.Length + 1)..^port.Length];
        var host = address.IndexOf('@', StringComparison.Ordinal);
        address = address[..host] + address[host..].ToLowerInvariant();
        mark = address.IndexOf(TokenMark, StringComparison.Ordinal);
        made = new ConferenceUriTemplate(scheme, address[..mark], address[(mark + TokenMark.Length)..], port);
        fault = "";
        return true;
    }

    /// <summary>The conference URI that bears the token.</summary>
    public SipUri Make(string token) =>
        SipUri.TryParse($"{_scheme}:{_before}{token}{_after}{_port}", out var uri)
            ? uri : throw new ArgumentException("not a token", nameof(token));

    /// <summary>Reads the token out of an URI of this pattern. Port, scheme and parameters do not matter: proxies change them.</summary>
    /// <returns>False when the URI is none of ours.</returns>
    public bool TryMatch(SipUri uri, out string token)
    {
        token = "";
        if (!uri.IsSip) return false;

        var address = $"{uri.User}@{uri.Host.ToLowerInvariant()}";
        if (address.Length <= _before.Length + _after.Length
            || !address.StartsWith(_before, StringComparison.Ordinal)
            || !address.EndsWith(_after, StringComparison.Ordinal)) return false;

        token = address[_before.Length..^_after.Length];
        return !token.AsSpan().ContainsAnyExcept(TokenCharacters);
    }

    private static bool Fail(string text, out string fault)
    {
        fault = text;
        return false;
    }
}
