namespace ImsConference.Tests.Ue.Sounds;

/// <summary>A sine: whoever hears its frequency hears this UE.</summary>
public sealed class Tone : ISound
{
    /// <summary>Four of these together stay below full scale.</summary>
    public const double DefaultLevelDb = -14;

    // Primes: no one is a harmonic of another, and none fits a 20 ms frame, so a lost or repeated frame shows as a jump of phase.
    private static readonly int[] DistinctHz = [443, 719, 1013, 1307, 1613, 1901, 2203, 2503, 2803, 3109, 577, 863];

    private readonly double _cosStep;
    private readonly double _sinStep;
    private readonly double _amplitude;
    private double _cos = 1;
    private double _sin;

    /// <param name="hz">Frequency, below 4000.</param>
    /// <param name="levelDb">dBFS, 0 is a full-scale sine.</param>
    public Tone(double hz, double levelDb = DefaultLevelDb)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(hz);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(hz, Pcm.RateHz / 2.0);
        Hz = hz;
        (_sinStep, _cosStep) = Math.SinCos(2 * Math.PI * hz / Pcm.RateHz);
        _amplitude = Pcm.Amplitude(levelDb);
    }

    public double Hz { get; }

    /// <summary>A frequency for each participant of a conference, well apart from each other.</summary>
    /// <param name="index">0 to 11.</param>
    public static int HzOf(int index) => DistinctHz[index];

    public void Read(Span<short> frame)
    {
        foreach (ref var sample in frame)
        {
            sample = (short)Math.Round(_amplitude * _sin);
            (_cos, _sin) = (_cos * _cosStep - _sin * _sinStep, _sin * _cosStep + _cos * _sinStep);
        }

        // The rotation keeps its length only up to rounding.
        var length = Math.Sqrt(_cos * _cos + _sin * _sin);
        (_cos, _sin) = (_cos / length, _sin / length);
    }
}
