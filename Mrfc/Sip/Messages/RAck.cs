namespace ImsConference.Sip.Messages;

/// <summary>RAck value (RFC 3262 §7.2). <see cref="MethodName"/> points into the message.</summary>
public readonly ref struct RAck
{
    private RAck(uint rseq, uint cseq, ReadOnlySpan<byte> methodName)
    {
        RSeq = rseq;
        CSeq = cseq;
        MethodName = methodName;
    }

    /// <summary>RSeq of the provisional response that is acknowledged.</summary>
    public uint RSeq { get; }

    /// <summary>CSeq number of that response.</summary>
    public uint CSeq { get; }

    /// <summary>CSeq method of that response.</summary>
    public ReadOnlySpan<byte> MethodName { get; }

    public SipMethod Method => SipMethods.Parse(MethodName);

    /// <param name="value">For example <c>776656 1 INVITE</c>.</param>
    /// <param name="rack">The parsed value; default when the result is false.</param>
    public static bool TryParse(ReadOnlySpan<byte> value, out RAck rack)
    {
        rack = default;
        if (!Messages.CSeq.TryTakeNumber(ref value, out var rseq) || !Messages.CSeq.TryTakeNumber(ref value, out var cseq)) return false;
        if (!SipSyntax.IsToken(value)) return false;
        rack = new RAck(rseq, cseq, value);
        return true;
    }
}
