namespace ImsConference.Engine.Codecs;

/// <summary>Adaptive prediction and step size of one sub-band of G.722 (ITU-T G.722 §3, in its notation), the same in encoder and decoder.</summary>
internal sealed class G722Band
{
    private const int Zeros = 6;

    // 2^(i/32) in 11 bits (table 19).
    private static readonly short[] Ilb =
    [
        2048, 2093, 2139, 2186, 2233, 2282, 2332, 2383, 2435, 2489, 2543, 2599, 2656, 2714, 2774, 2834,
        2896, 2960, 3025, 3091, 3158, 3228, 3298, 3371, 3444, 3520, 3597, 3676, 3756, 3838, 3922, 4008,
    ];

    private readonly int _firstStep;
    private readonly int _leastShift;
    private readonly int _mostLogStep;
    private readonly int[] _b = new int[Zeros]; // coefficients of the zeros
    private readonly int[] _d = new int[Zeros]; // quantised differences, newest first
    private int _a1; // coefficients of the poles
    private int _a2;
    private int _r1; // reconstructed signal, the last two
    private int _r2;
    private int _p1; // partially reconstructed signal, the last two
    private int _p2;
    private int _sz; // the zeros' part of the prediction
    private int _logStep; // NABLA

    private G722Band(int firstStep, int leastShift, int mostLogStep)
    {
        _firstStep = firstStep;
        _leastShift = leastShift;
        _mostLogStep = mostLogStep;
        Step = firstStep;
    }

    /// <summary>Scale of the quantiser (DETL, DETH).</summary>
    public int Step { get; private set; }

    /// <summary>The next sample as predicted (SL, SH).</summary>
    public int Prediction { get; private set; }

    public static G722Band Lower() => new(firstStep: 32, leastShift: 8, mostLogStep: 18_432);

    public static G722Band Higher() => new(firstStep: 8, leastShift: 10, mostLogStep: 22_528);

    /// <summary>Takes what the sample's code says.</summary>
    /// <param name="difference">Quantised difference to the prediction (DLT, DH).</param>
    /// <param name="logStepChange">W(I) of tables 14 and 21.</param>
    public void Adapt(int difference, int logStepChange)
    {
        AdaptStep(logStepChange);

        var p0 = Saturate(_sz + difference);
        var r0 = Saturate(Prediction + difference);
        AdaptPoles(p0);
        AdaptZeros(difference);

        _p2 = _p1;
        _p1 = p0;
        _r2 = _r1;
        _r1 = r0;
        _sz = 0;
        for (var i = Zeros - 1; i >= 0; i--) _sz += (_b[i] * Saturate(2 * _d[i])) >> 15;
        _sz = Saturate(_sz);
        var poles = Saturate(((_a1 * Saturate(2 * _r1)) >> 15) + ((_a2 * Saturate(2 * _r2)) >> 15));
        Prediction = Saturate(poles + _sz);
    }

    public void Reset()
    {
        Array.Clear(_b);
        Array.Clear(_d);
        _a1 = _a2 = _r1 = _r2 = _p1 = _p2 = _sz = _logStep = Prediction = 0;
        Step = _firstStep;
    }

    public static int Saturate(int value) => Math.Clamp(value, short.MinValue, short.MaxValue);

    // LOGSCL and SCALEL, LOGSCH and SCALEH.
    private void AdaptStep(int logStepChange)
    {
        _logStep = Math.Clamp((_logStep * 127 >> 7) + logStepChange, 0, _mostLogStep);
        var mantissa = Ilb[(_logStep >> 6) & 31];
        var shift = _leastShift - (_logStep >> 11);
        Step = (shift < 0 ? mantissa << -shift : mantissa >> shift) << 2;
    }

    // UPPOL2 and UPPOL1.
    private void AdaptPoles(int p0)
    {
        var isLikeLast = (p0 ^ _p1) >= 0;
        var isLikeLastButOne = (p0 ^ _p2) >= 0;
        var slope = Saturate(_a1 << 2);
        var second = (Math.Min(isLikeLast ? -slope : slope, short.MaxValue) >> 7) + (isLikeLastButOne ? 128 : -128) + ((_a2 * 32_512) >> 15);
        _a2 = Math.Clamp(second, -12_288, 12_288);

        var first = Saturate((isLikeLast ? 192 : -192) + ((_a1 * 32_640) >> 15));
        var limit = Saturate(15_360 - _a2);
        _a1 = Math.Clamp(first, -limit, limit);
    }

    // UPZERO and DELAYA.
    private void AdaptZeros(int difference)
    {
        var gain = difference == 0 ? 0 : 128;
        for (var i = 0; i < Zeros; i++)
        {
            var change = (difference ^ _d[i]) >= 0 ? gain : -gain;
            _b[i] = Saturate(change + ((_b[i] * 32_640) >> 15));
        }

        for (var i = Zeros - 1; i > 0; i--) _d[i] = _d[i - 1];
        _d[0] = difference;
    }
}
