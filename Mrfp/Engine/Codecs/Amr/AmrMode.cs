using System.Numerics;

namespace ImsConference.Engine.Codecs;

/// <summary>Modes (bit rates) of AMR, 0..7, and AMR-WB, 0..8 (RFC 4867 §3.1, TS 26.101, TS 26.201), and sets of them as bit masks.</summary>
public static class AmrMode
{
    /// <summary>4.75 to 12.2 kbit/s.</summary>
    public const int NarrowbandCount = 8;

    /// <summary>6.6 to 23.85 kbit/s.</summary>
    public const int WidebandCount = 9;

    /// <summary>The CMR value that asks for nothing.</summary>
    public const int NoRequest = 15;

    /// <summary>The highest mode of the set that does not exceed the one asked for; the lowest of the set when all do.</summary>
    /// <param name="set">Bit n: mode n may be used; not empty.</param>
    /// <param name="asked">0..8.</param>
    public static int Within(int set, int asked)
    {
        var below = set & ((2 << asked) - 1);
        return below != 0 ? BitOperations.Log2((uint)below) : BitOperations.TrailingZeroCount(set);
    }
}
