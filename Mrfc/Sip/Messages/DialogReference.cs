namespace ImsConference.Sip.Messages;

/// <summary>A header that names a dialog: Replaces (RFC 3891), Join (RFC 3911), Target-Dialog (RFC 4538). Spans point into the message.</summary>
public readonly ref struct DialogReference
{
    private DialogReference(ReadOnlySpan<byte> callId, ReadOnlySpan<byte> parameters)
    {
        CallId = callId;
        Parameters = parameters;
    }

    public ReadOnlySpan<byte> CallId { get; }

    /// <summary>to-tag and from-tag, or local-tag and remote-tag, and flags.</summary>
    public ReadOnlySpan<byte> Parameters { get; }

    public static bool TryParse(ReadOnlySpan<byte> value, out DialogReference parsed)
    {
        parsed = default;
        if (!TokenHeader.TrySplit(value, out var callId, out var parameters)) return false;
        parsed = new DialogReference(callId, parameters);
        return true;
    }

    public bool TryGetParameter(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value) => HeaderParameters.TryGet(Parameters, name, out value);
}
