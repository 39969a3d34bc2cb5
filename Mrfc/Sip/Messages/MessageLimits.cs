namespace ImsConference.Sip.Messages;

/// <summary>Bounds that a message must keep.</summary>
public sealed record MessageLimits
{
    /// <summary>Of what is received: nobody's UE or CSCF comes near.</summary>
    public static MessageLimits Default { get; } = new();

    /// <summary>Of what is written here: an answer echoes all that came, and adds to it.</summary>
    internal static MessageLimits Written { get; } = new() { HeaderBytes = ushort.MaxValue, LineBytes = ushort.MaxValue, Headers = 1_024 };

    /// <summary>Whole message, bytes; what one UDP datagram can carry.</summary>
    public int MessageBytes { get; init; } = 65_535;

    /// <summary>Start line and headers together, bytes; at most 65 535, for the header table counts in 16 bits.</summary>
    public int HeaderBytes { get; init; } = 32_768;

    /// <summary>One line, folded lines counted one by one, bytes without CRLF.</summary>
    public int LineBytes { get; init; } = 8_192;

    /// <summary>Header fields in a message.</summary>
    public int Headers { get; init; } = 256;
}
