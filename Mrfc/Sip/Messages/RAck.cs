namespace ImsConference.Sip.Messages;

/// <summary>RAck.</summary>
public readonly ref struct RAck
{
    public uint RSeq { get; }

    public uint CSeq { get; }

    public SipMethod Method { get; }

    public ReadOnlySpan<byte> MethodName { get; }

    public static bool TryParse(ReadOnlySpan<byte> value, out RAck parsed) => throw new NotSupportedException();
}
