namespace ImsConference.Sip.Messages;

/// <summary>Builds a request or a response; refuses CR and LF in every value.</summary>
public sealed class SipWriter
{
    private SipWriter()
    {
    }

    public static SipWriter Request(SipMethod method, SipUri uri) => throw new NotSupportedException();

    public static SipWriter Request(string method, SipUri uri) => throw new NotSupportedException();

    public static SipWriter Response(SipMessage request, int status, string? reason = null) => throw new NotSupportedException();

    public SipWriter Add(HeaderId id, string value) => throw new NotSupportedException();

    public SipWriter Add(HeaderId id, ReadOnlySpan<byte> value) => throw new NotSupportedException();

    public SipWriter Add(string name, string value) => throw new NotSupportedException();

    public SipWriter Copy(SipMessage from, HeaderId id) => throw new NotSupportedException();

    public SipWriter ToTag(string tag) => throw new NotSupportedException();

    public SipWriter Body(string contentType, ReadOnlyMemory<byte> body) => throw new NotSupportedException();

    public SipMessage Build() => throw new NotSupportedException();
}
