namespace ImsConference.Engine.Codecs;

/// <summary>Frame types of AMR (TS 26.101 table 1a) and AMR-WB (TS 26.201 table 1a): their lengths, and the octet that heads a stored frame.</summary>
/// <remarks>That octet is the table of contents entry of RFC 4867 §4.3.2 in octet-aligned form: F, 4 bits of type, Q, 2 of padding.</remarks>
internal static class AmrFrameType
{
    public const int NoData = 15;

    /// <summary>Of AMR-WB alone.</summary>
    public const int SpeechLost = 14;

    /// <summary>Q: the frame is not damaged.</summary>
    public const byte Quality = 0x04;

    /// <summary>F: another entry follows.</summary>
    public const byte Follows = 0x80;

    private static readonly short[] Narrowband = [95, 103, 118, 134, 148, 159, 204, 244, 39, -1, -1, -1, -1, -1, -1, 0];

    private static readonly short[] Wideband = [132, 177, 253, 285, 317, 365, 397, 461, 477, 40, -1, -1, -1, -1, 0, 0];

    /// <returns>Speech or SID bits; −1 for a type that must not be used.</returns>
    public static int Bits(int type, bool isWide) => (isWide ? Wideband : Narrowband)[type];

    /// <summary>The type that a table of contents octet names.</summary>
    public static int Of(byte head) => head >> 3 & 0x0F;

    public static byte Head(int type) => (byte)(type << 3 | Quality);

    /// <summary>False of a frame that was damaged, or lost before it was sent.</summary>
    public static bool IsGood(byte head) => (head & Quality) != 0 && Of(head) != SpeechLost;

    /// <summary>True of comfort noise parameters and of no data: nobody speaks.</summary>
    public static bool IsSilence(int type, bool isWide) => type == NoData || type == (isWide ? AmrMode.WidebandCount : AmrMode.NarrowbandCount);
}
