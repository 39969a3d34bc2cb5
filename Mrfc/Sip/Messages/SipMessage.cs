namespace ImsConference.Sip.Messages;

/// <summary>One SIP request or response: the datagram as it came and a flat table of its headers. Immutable.</summary>
public sealed class SipMessage
{
    private SipMessage()
    {
    }

    public bool IsRequest => throw new NotSupportedException();

    /// <summary>Method of the request; of a response, the one its CSeq names.</summary>
    public SipMethod Method => throw new NotSupportedException();

    public ReadOnlySpan<byte> MethodName => throw new NotSupportedException();

    /// <summary>Request-URI as it came; empty in a response.</summary>
    public ReadOnlySpan<byte> RequestUriText => throw new NotSupportedException();

    /// <summary>100..699; 0 in a request.</summary>
    public int StatusCode => throw new NotSupportedException();

    public ReadOnlySpan<byte> ReasonPhrase => throw new NotSupportedException();

    public ReadOnlyMemory<byte> Bytes => throw new NotSupportedException();

    public ReadOnlyMemory<byte> Body => throw new NotSupportedException();

    public string CallId => throw new NotSupportedException();

    public string FromTag => throw new NotSupportedException();

    public string ToTag => throw new NotSupportedException();

    public uint CSeqNumber => throw new NotSupportedException();

    public string Label => throw new NotSupportedException();

    /// <summary>First value, folding undone, trimmed, comma lists split; empty when absent.</summary>
    public ReadOnlySpan<byte> this[HeaderId id] => throw new NotSupportedException();

    public ReadOnlySpan<byte> this[string name] => throw new NotSupportedException();

    public static bool TryParse(ReadOnlyMemory<byte> datagram, out SipMessage message, out ParseFault fault) => throw new NotSupportedException();

    public static bool TryParse(ReadOnlyMemory<byte> datagram, MessageLimits limits, out SipMessage message, out ParseFault fault) =>
        throw new NotSupportedException();

    public bool TryGetRequestUri(out SipUri uri) => throw new NotSupportedException();

    public bool Has(HeaderId id) => throw new NotSupportedException();

    public HeaderValues Values(HeaderId id) => throw new NotSupportedException();

    public HeaderValues Values(string name) => throw new NotSupportedException();

    /// <summary>True when a comma list of tokens (option tags, methods, events) holds the token, in any case, parameters aside.</summary>
    public bool Lists(HeaderId id, string token) => throw new NotSupportedException();

    /// <summary>The same message with one more Via on top.</summary>
    public SipMessage WithTopVia(string via) => throw new NotSupportedException();

    /// <summary>The same message with its topmost Via value replaced.</summary>
    public SipMessage WithReplacedTopVia(string via) => throw new NotSupportedException();
}
