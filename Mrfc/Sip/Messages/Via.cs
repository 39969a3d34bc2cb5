namespace ImsConference.Sip.Messages;

/// <summary>One Via value (RFC 3261 §20.42). Spans point into the message.</summary>
public readonly ref struct Via
{
    private Via(ReadOnlySpan<byte> transport, ReadOnlySpan<byte> host, int port, ReadOnlySpan<byte> parameters)
    {
        Transport = transport;
        Host = host;
        Port = port;
        Parameters = parameters;
    }

    /// <summary><c>UDP</c>, <c>TCP</c>, <c>TLS</c>, … in any case.</summary>
    public ReadOnlySpan<byte> Transport { get; }

    /// <summary>Host of sent-by; an IPv6 reference keeps its brackets.</summary>
    public ReadOnlySpan<byte> Host { get; }

    /// <summary>Port of sent-by; 0 when absent.</summary>
    public int Port { get; }

    /// <summary>From the first semicolon on; may be empty.</summary>
    public ReadOnlySpan<byte> Parameters { get; }

    /// <summary>Empty when absent (RFC 2543 clients).</summary>
    public ReadOnlySpan<byte> Branch => Parameter("branch"u8);

    public ReadOnlySpan<byte> Received => Parameter("received"u8);

    public ReadOnlySpan<byte> MAddr => Parameter("maddr"u8);

    /// <summary>RFC 3581: −1 absent, 0 asked for without a value, else the port.</summary>
    public int RPort
    {
        get
        {
            if (!TryGetParameter("rport"u8, out var value)) return -1;
            return SipSyntax.TryReadNumber(value, out var port) && port <= ushort.MaxValue ? (int)port : 0;
        }
    }

    /// <param name="value">For example <c>SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK77ef;rport</c>.</param>
    /// <param name="via">The parsed value; default when the result is false.</param>
    public static bool TryParse(ReadOnlySpan<byte> value, out Via via)
    {
        via = default;
        if (!TryTakeProtocol(ref value)) return false;

        var length = value.IndexOfAnyExcept(SipSyntax.TokenBytes);
        if (length <= 0 || !SipSyntax.IsSpace(value[length])) return false;

        var sentBy = SipSyntax.TrimStart(value[length..]);
        if (!SipSyntax.TryReadHostPort(sentBy, out var host, out var port, out var parameters)) return false;

        parameters = SipSyntax.TrimStart(parameters);
        if (!HeaderParameters.IsWellFormed(parameters)) return false;

        via = new Via(value[..length], host, port, parameters);
        return true;
    }

    public bool TryGetParameter(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value) => HeaderParameters.TryGet(Parameters, name, out value);

    /// <summary>Takes <c>SIP / 2.0 /</c> off, with the spaces that the grammar allows round its slashes.</summary>
    private static bool TryTakeProtocol(ref ReadOnlySpan<byte> value)
    {
        if (value.StartsWith("SIP/2.0/"u8))
        {
            value = SipSyntax.TrimStart(value[8..]);
            return true;
        }

        return TryTakePart(ref value, "SIP"u8) && TryTakePart(ref value, "2.0"u8);
    }

    private static bool TryTakePart(ref ReadOnlySpan<byte> value, ReadOnlySpan<byte> part)
    {
        var slash = value.IndexOf((byte)'/');
        if (slash < 0 || !SipSyntax.EqualsIgnoreCase(SipSyntax.Trim(value[..slash]), part)) return false;
        value = SipSyntax.TrimStart(value[(slash + 1)..]);
        return true;
    }

    private ReadOnlySpan<byte> Parameter(ReadOnlySpan<byte> name) => TryGetParameter(name, out var value) ? value : default;
}
