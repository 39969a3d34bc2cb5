namespace ImsConference.Engine.Codecs;

/// <summary>Parameters of an a=fmtp line: <c>name=value; name=value</c>, names in any case.</summary>
internal static class Fmtp
{
    /// <summary>The parameters in their order; one without '=' has an empty value.</summary>
    public static IEnumerable<(string Name, string Value)> Parameters(string fmtp)
    {
        foreach (var part in fmtp.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            yield return equals < 0
                ? (part.ToLowerInvariant(), "")
                : (part[..equals].TrimEnd().ToLowerInvariant(), part[(equals + 1)..].TrimStart());
        }
    }
}
