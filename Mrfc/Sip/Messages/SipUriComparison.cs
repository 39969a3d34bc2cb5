namespace ImsConference.Sip.Messages;

/// <summary>The parts of URI equality that are about lists (RFC 3261 §19.1.4, RFC 3966 §4).</summary>
internal static class SipUriComparison
{
    /// <summary>Parameters in both must agree; these must be in both or in neither; any other that one side lacks is no difference.</summary>
    private static readonly string[] NeverIgnored = ["user", "ttl", "method", "maddr", "transport"];

    public static bool SameParameters(SipUri a, SipUri b) =>
        EveryIn(a.Parameters, ';', (name, value) => b.TryGetParameter(name, out var other) ? Same(value, other) : !IsNeverIgnored(name))
        && EveryIn(b.Parameters, ';', (name, _) => a.TryGetParameter(name, out string _) || !IsNeverIgnored(name));

    /// <summary>Headers are never ignored; their order does not matter.</summary>
    public static bool SameHeaders(SipUri a, SipUri b) =>
        EveryIn(a.Headers, '&', (name, value) => b.TryGetHeader(name, out var other) && value == other)
        && EveryIn(b.Headers, '&', (name, _) => a.TryGetHeader(name, out string _));

    public static bool SameTelParameters(SipUri a, SipUri b) =>
        EveryIn(a.Parameters, ';', (name, value) => b.TryGetParameter(name, out var other) && Same(value, other))
        && EveryIn(b.Parameters, ';', (name, _) => a.TryGetParameter(name, out string _));

    private static bool IsNeverIgnored(string name) => NeverIgnored.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static bool Same(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);

    private static bool EveryIn(string list, char separator, Func<string, string, bool> holds)
    {
        var rest = list.AsSpan();
        while (UriText.TryTake(ref rest, separator, out var name, out var value))
        {
            if (!holds(name.ToString(), UriText.Unescape(value))) return false;
        }

        return true;
    }
}
