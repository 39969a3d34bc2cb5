using System.Buffers.Text;

namespace ImsConference.Sip.Messages;

/// <summary>CSeq value (RFC 3261 §20.16). <see cref="MethodName"/> points into the message.</summary>
public readonly ref struct CSeq
{
    private CSeq(uint number, ReadOnlySpan<byte> methodName)
    {
        Number = number;
        MethodName = methodName;
    }

    /// <summary>Below 2^31 (§8.1.1.5).</summary>
    public uint Number { get; }

    public ReadOnlySpan<byte> MethodName { get; }

    public SipMethod Method => SipMethods.Parse(MethodName);

    /// <param name="value">For example <c>4711 INVITE</c>.</param>
    /// <param name="cseq">The parsed value; default when the result is false.</param>
    public static bool TryParse(ReadOnlySpan<byte> value, out CSeq cseq)
    {
        cseq = default;
        if (!TryTakeNumber(ref value, out var number) || !SipSyntax.IsToken(value)) return false;
        cseq = new CSeq(number, value);
        return true;
    }

    /// <summary>Takes a number below 2^31 and the space after it.</summary>
    internal static bool TryTakeNumber(ref ReadOnlySpan<byte> value, out uint number)
    {
        var isNumber = Utf8Parser.TryParse(value, out number, out var used) && number <= int.MaxValue && char.IsAsciiDigit((char)value[0]);
        var rest = value[used..];
        value = SipSyntax.TrimStart(rest);
        return isNumber && value.Length < rest.Length;
    }
}
