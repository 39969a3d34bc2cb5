using System.Diagnostics;
using System.Numerics;

namespace ImsConference.Engine.Mixing;

/// <summary>Changes the sample rate of one signal, 20 ms at a time: 8, 16, 24, 32 and 48 kHz into each other.</summary>
/// <remarks>
/// A polyphase FIR filter of linear phase: flat to 0.9 of the lower rate's half, 60 dB down from 1.1 of it on, 16 samples of the lower
/// rate late (2 ms at 8 kHz). Linear: the resampled sum of two signals is the sum of the resampled signals, to rounding, so that sums of
/// many talkers may go through before they are limited. Keeps state: one object for each signal.
/// </remarks>
public sealed class Resampler
{
    private const int FramesASecond = 50;
    private const int Span = 32; // length of the filter, in samples of the lower rate
    private const double Cutoff = 0.985; // of the lower rate's half: 0.25 dB down at 0.9, 60 dB at 1.1
    private const double KaiserBeta = 5.653; // 60 dB

    private readonly int _up;
    private readonly int _down;
    private readonly int _taps; // of each phase
    private readonly float[] _filter; // phase by phase, oldest sample first
    private readonly float[] _signal; // what the filter still needs of the last frame, then this frame

    /// <param name="fromHz">8000, 16000, 24000, 32000 or 48000.</param>
    /// <param name="toHz">One of these.</param>
    public Resampler(int fromHz, int toHz)
    {
        FromHz = fromHz;
        ToHz = toHz;
        var shared = (int)BigInteger.GreatestCommonDivisor(fromHz, toHz);
        _up = toHz / shared;
        _down = fromHz / shared;
        var length = Span * Math.Max(_up, _down);
        _taps = RoundUp((length + _up - 1) / _up, Vector<float>.Count);
        _filter = Design(length, _up, _taps, Math.Max(_up, _down));
        _signal = new float[_taps - 1 + fromHz / FramesASecond];
    }

    public int FromHz { get; }

    public int ToHz { get; }

    /// <param name="input">20 ms at <see cref="FromHz"/>.</param>
    /// <param name="output">20 ms at <see cref="ToHz"/>.</param>
    public void Process(ReadOnlySpan<int> input, Span<int> output)
    {
        Debug.Assert(input.Length * FramesASecond == FromHz && output.Length * FramesASecond == ToHz);
        if (_up == _down)
        {
            input.CopyTo(output);
            return;
        }

        for (var i = 0; i < input.Length; i++) _signal[_taps - 1 + i] = input[i];
        var at = 0;
        var phase = 0;
        for (var i = 0; i < output.Length; i++)
        {
            output[i] = (int)MathF.Round(Dot(_filter.AsSpan(phase * _taps, _taps), _signal.AsSpan(at, _taps)));
            phase += _down;
            at += phase / _up;
            phase %= _up;
        }

        _signal.AsSpan(input.Length).CopyTo(_signal);
    }

    /// <summary>Forgets what went through.</summary>
    public void Reset() => Array.Clear(_signal);

    private static float Dot(ReadOnlySpan<float> filter, ReadOnlySpan<float> signal)
    {
        var sums = Vector<float>.Zero;
        for (var i = 0; i < filter.Length; i += Vector<float>.Count)
            sums += new Vector<float>(filter[i..]) * new Vector<float>(signal[i..]);
        return Vector.Sum(sums);
    }

    // A low pass at `up` times the input rate, windowed by Kaiser's, dealt out to its phases; `ratio` is that rate over the lower one.
    private static float[] Design(int length, int up, int taps, int ratio)
    {
        var cutoff = Cutoff / ratio; // of half the high rate
        var filter = new float[up * taps];
        for (var phase = 0; phase < up; phase++)
        {
            var gain = 0.0;
            for (var k = 0; k * up + phase < length; k++) gain += Tap(k * up + phase);
            for (var k = 0; k * up + phase < length; k++) filter[phase * taps + taps - 1 - k] = (float)(Tap(k * up + phase) / gain);
        }

        return filter;

        double Tap(int n)
        {
            var t = n - length / 2.0;
            var sinc = t == 0 ? 1 : Math.Sin(Math.PI * cutoff * t) / (Math.PI * cutoff * t);
            var x = 2 * t / length;
            return sinc * BesselI0(KaiserBeta * Math.Sqrt(1 - x * x));
        }
    }

    private static double BesselI0(double x)
    {
        double sum = 1, term = 1;
        for (var k = 1; term > sum * 1e-12; k++)
        {
            term *= x * x / (4.0 * k * k);
            sum += term;
        }

        return sum;
    }

    private static int RoundUp(int value, int unit) => (value + unit - 1) / unit * unit;
}
