namespace ImsConference.Sip.Messages;

/// <summary>CSeq.</summary>
public readonly ref struct CSeq
{
    public uint Number { get; }

    public SipMethod Method { get; }

    public ReadOnlySpan<byte> MethodName { get; }

    public static bool TryParse(ReadOnlySpan<byte> value, out CSeq parsed) => throw new NotSupportedException();
}
