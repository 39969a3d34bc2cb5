namespace ImsConference.Sip.Messages;

/// <summary>One Reason value (RFC 3326). Spans point into the message.</summary>
public readonly ref struct ReasonHeader
{
    private ReasonHeader(ReadOnlySpan<byte> protocol, ReadOnlySpan<byte> parameters)
    {
        Protocol = protocol;
        Parameters = parameters;
    }

    /// <summary><c>SIP</c>, <c>Q.850</c>, …</summary>
    public ReadOnlySpan<byte> Protocol { get; }

    public ReadOnlySpan<byte> Parameters { get; }

    /// <summary>0 when absent.</summary>
    public int Cause => HeaderParameters.TryGetNumber(Parameters, "cause"u8, out var cause) ? (int)Math.Min(cause, int.MaxValue) : 0;

    /// <summary>Escapes stay; empty when absent.</summary>
    public ReadOnlySpan<byte> Text => HeaderParameters.TryGet(Parameters, "text"u8, out var text) ? text : default;

    public static bool TryParse(ReadOnlySpan<byte> value, out ReasonHeader parsed)
    {
        parsed = default;
        if (!TokenHeader.TrySplit(value, out var protocol, out var parameters) || !SipSyntax.IsToken(protocol)) return false;
        parsed = new ReasonHeader(protocol, parameters);
        return true;
    }
}
