namespace ImsConference.Sip.Messages;

/// <summary>Event value (RFC 6665 §8.2.1). Spans point into the message.</summary>
public readonly ref struct EventHeader
{
    private EventHeader(ReadOnlySpan<byte> package, ReadOnlySpan<byte> parameters)
    {
        Package = package;
        Parameters = parameters;
    }

    /// <summary>Package with its templates, for example <c>conference</c>; case matters.</summary>
    public ReadOnlySpan<byte> Package { get; }

    /// <summary>From the first semicolon on.</summary>
    public ReadOnlySpan<byte> Parameters { get; }

    /// <summary>Tells subscriptions of one dialog apart; empty when absent.</summary>
    public ReadOnlySpan<byte> Id => TryGetParameter("id"u8, out var id) ? id : default;

    public static bool TryParse(ReadOnlySpan<byte> value, out EventHeader parsed)
    {
        parsed = default;
        if (!TokenHeader.TrySplit(value, out var package, out var parameters) || !SipSyntax.IsToken(package)) return false;
        parsed = new EventHeader(package, parameters);
        return true;
    }

    public bool TryGetParameter(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value) => HeaderParameters.TryGet(Parameters, name, out value);
}
