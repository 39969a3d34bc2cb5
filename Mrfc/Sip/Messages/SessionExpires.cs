namespace ImsConference.Sip.Messages;

/// <summary>Session-Expires value (RFC 4028 §4). Spans point into the message.</summary>
public readonly ref struct SessionExpires
{
    private SessionExpires(int seconds, ReadOnlySpan<byte> parameters)
    {
        Seconds = seconds;
        Parameters = parameters;
    }

    public int Seconds { get; }

    public ReadOnlySpan<byte> Parameters { get; }

    /// <summary><c>uac</c>, <c>uas</c>, or empty when not yet agreed.</summary>
    public ReadOnlySpan<byte> Refresher => HeaderParameters.TryGet(Parameters, "refresher"u8, out var refresher) ? refresher : default;

    public static bool TryParse(ReadOnlySpan<byte> value, out SessionExpires parsed)
    {
        parsed = default;
        if (!TokenHeader.TrySplit(value, out var number, out var parameters)) return false;
        if (!SipSyntax.TryReadNumber(number, out var seconds) || seconds > int.MaxValue) return false;
        parsed = new SessionExpires((int)seconds, parameters);
        return true;
    }
}
