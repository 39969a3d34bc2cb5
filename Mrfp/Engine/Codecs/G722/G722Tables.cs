namespace ImsConference.Engine.Codecs;

/// <summary>Quantisers of G.722 at 64 kbit/s: 6 bits for the lower sub-band, 2 for the higher (ITU-T G.722 §3.3 to §3.6).</summary>
internal static class G722Tables
{
    /// <summary>Decision levels of the lower sub-band (Q6, table 15) for magnitudes 1..29.</summary>
    public static readonly short[] LowLevels =
    [
        35, 72, 110, 150, 190, 233, 276, 323, 370, 422, 473, 530, 587, 650, 714,
        786, 858, 940, 1023, 1121, 1219, 1339, 1458, 1612, 1765, 1980, 2195, 2557, 2919,
    ];

    /// <summary>Codes of negative differences (ILN, table 16), by the number of levels reached.</summary>
    public static ReadOnlySpan<byte> LowNegative =>
        [63, 62, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4];

    /// <summary>Codes of differences from 0 on (ILP, table 16), by the number of levels reached.</summary>
    public static ReadOnlySpan<byte> LowPositive =>
        [61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47, 46, 45, 44, 43, 42, 41, 40, 39, 38, 37, 36, 35, 34, 33, 32];

    /// <summary>Differences by the four upper bits of the lower code (QM4), by which the predictor adapts.</summary>
    public static readonly short[] LowCoarse =
        [0, -20456, -12896, -8968, -6288, -4240, -2584, -1200, 20456, 12896, 8968, 6288, 4240, 2584, 1200, 0];

    /// <summary>Differences by the whole lower code (QM6), which are heard. Codes 0..3 are never sent.</summary>
    public static readonly short[] LowFine =
    [
        -136, -136, -136, -136, -24808, -21904, -19008, -16704, -14984, -13512, -12280, -11192, -10232, -9360, -8576, -7856,
        -7192, -6576, -6000, -5456, -4944, -4464, -4008, -3576, -3168, -2776, -2400, -2032, -1688, -1360, -1040, -728,
        24808, 21904, 19008, 16704, 14984, 13512, 12280, 11192, 10232, 9360, 8576, 7856, 7192, 6576, 6000, 5456,
        4944, 4464, 4008, 3576, 3168, 2776, 2400, 2032, 1688, 1360, 1040, 728, 432, 136, -432, -136,
    ];

    /// <summary>Change of the lower log step by the four upper bits of the code (WL after RIL, tables 14 and 17).</summary>
    public static readonly short[] LowLogStep = [-60, 3042, 1198, 538, 334, 172, 58, -30, 3042, 1198, 538, 334, 172, 58, -30, -60];

    /// <summary>Differences of the higher sub-band by its code (QM2).</summary>
    public static readonly short[] High = [-7408, -1616, 7408, 1616];

    /// <summary>Change of the higher log step by the code (WH after RIH, tables 20 and 21).</summary>
    public static readonly short[] HighLogStep = [798, -214, 798, -214];
}
