using System.Diagnostics;
using System.Runtime.Intrinsics;

namespace ImsConference.Engine.Rtp;

/// <summary>Hears DTMF tones in 8 kHz speech (ITU-T Q.23; what must and must not be taken for a digit: Q.24).</summary>
/// <remarks>
/// Eight Goertzel filters over blocks of 12.75 ms. A digit begins with two blocks in a row that agree: one tone of each
/// group, within the twist, that make up most of the energy, last from end to end, and whose phases advance as only their nominal frequencies do. So
/// 40 ms are always found, 20 ms never; a gap of 10 ms is bridged, one of 40 ms separates.
/// </remarks>
public sealed class DtmfDetector
{
    private const int SampleRateHz = 8000;
    private const int BlockSamples = 102;
    private const int EdgeSamples = 26; // the first and the last quarter
    private const double LeastAmplitude = 600; // of a tone: −31 dBm0
    private const double LeastShare = 0.8; // of the energy
    private const double LeastLead = 4; // 6 dB over the other tones of the group
    private const double MostHighOverLow = 3.2; // 5 dB; 4 must do
    private const double MostLowOverHigh = 8; // 9 dB; 8 must do
    private const double LeastAtEdge = 0.55; // of the mean power: less, and it began or ended there
    private const double LeastSteadiness = 0.75; // amplitude from block to block
    private const double MostDetuning = 0.025; // 1.5 % must do, 3.5 % must not
    private const int MissesToEnd = 3;
    private const int Unread = 8;
    private const byte NoDigit = byte.MaxValue;

    private static readonly double[] Hz = [697, 770, 852, 941, 1209, 1336, 1477, 1633];
    private static readonly byte[] Codes = [1, 2, 3, 12, 4, 5, 6, 13, 7, 8, 9, 14, 10, 0, 11, 15]; // by row, then column; as RFC 4733 §3.2 numbers them
    private static readonly Vector256<float> TwiceCosines = Vector256.Create([.. Hz.Select(hz => (float)(2 * Math.Cos(Angle(hz))))]);

    private readonly TelephoneEventReport[] _ended = new TelephoneEventReport[Unread];
    private int _endedCount;
    private Vector256<float> _last;
    private Vector256<float> _lastButOne;
    private double _energy;
    private double _energyAtStart;
    private double _energyAtEnd;
    private int _samples; // of the present block
    private uint _blocks; // since the beginning
    private Hit _before;
    private byte _digit = NoDigit; // sounding now
    private uint _firstBlock;
    private uint _lastBlock;

    /// <summary>Hears what comes next.</summary>
    /// <param name="pcm">At 8 kHz, any length.</param>
    public void Listen(ReadOnlySpan<short> pcm)
    {
        while (!pcm.IsEmpty)
        {
            var edge = _samples < EdgeSamples ? EdgeSamples : _samples < BlockSamples - EdgeSamples ? BlockSamples - EdgeSamples : BlockSamples;
            var part = pcm[..Math.Min(pcm.Length, edge - _samples)];
            var energy = Filter(part);
            _energy += energy;
            if (edge == EdgeSamples) _energyAtStart += energy;
            if (edge == BlockSamples) _energyAtEnd += energy;
            pcm = pcm[part.Length..];
            _samples += part.Length;
            if (_samples == BlockSamples) EndBlock();
        }
    }

    /// <summary>True while a digit lasts.</summary>
    public bool IsSounding => _digit != NoDigit;

    /// <summary>Takes a digit that has ended.</summary>
    public bool TryTake(out TelephoneEventReport report)
    {
        report = _ended[0];
        if (_endedCount == 0) return false;
        _ended.AsSpan(1, --_endedCount).CopyTo(_ended);
        return true;
    }

    private static double Angle(double hz) => 2 * Math.PI * hz / SampleRateHz;

    private long Filter(ReadOnlySpan<short> pcm)
    {
        var (last, lastButOne) = (_last, _lastButOne);
        long energy = 0;
        foreach (var sample in pcm)
        {
            var next = Vector256.Create((float)sample) + TwiceCosines * last - lastButOne;
            lastButOne = last;
            last = next;
            energy += sample * sample;
        }

        (_last, _lastButOne) = (last, lastButOne);
        return energy;
    }

    private void EndBlock()
    {
        var hit = Judge();
        var isConfirmed = hit.Digit != NoDigit && hit.Digit == _before.Digit && hit.Low.IsContinued(_before.Low) && hit.High.IsContinued(_before.High);
        if (hit.Digit != NoDigit && hit.Digit == _digit)
        {
            _lastBlock = _blocks;
        }
        else if (isConfirmed)
        {
            End();
            _digit = hit.Digit;
            _firstBlock = _blocks - 1;
            _lastBlock = _blocks;
        }
        else if (_digit != NoDigit && _blocks - _lastBlock >= MissesToEnd)
        {
            End();
        }

        _before = hit;
        _blocks++;
        _samples = 0;
        _energy = _energyAtStart = _energyAtEnd = 0;
        (_last, _lastButOne) = (default, default);
    }

    private Hit Judge()
    {
        if (_energy < BlockSamples * LeastAmplitude * LeastAmplitude) return Hit.None; // two tones of half its square each
        Span<Tone> tones = stackalloc Tone[Hz.Length];
        for (var i = 0; i < tones.Length; i++) tones[i] = Tone.Of(Hz[i], _last[i], _lastButOne[i]);

        var row = Loudest(tones[..4]);
        var column = Loudest(tones[4..]);
        if (row < 0 || column < 0) return Hit.None;

        var (low, high) = (tones[row], tones[4 + column]);
        const double OneAmplitude = LeastAmplitude * BlockSamples / 2;
        var isSound = Math.Min(low.Power, high.Power) >= OneAmplitude * OneAmplitude
            && high.Power <= MostHighOverLow * low.Power
            && low.Power <= MostLowOverHigh * high.Power
            && Math.Min(_energyAtStart, _energyAtEnd) * BlockSamples >= LeastAtEdge * EdgeSamples * _energy
            && (low.Power + high.Power) * 2 / BlockSamples >= LeastShare * _energy;
        return isSound ? new Hit(Codes[4 * row + column], low, high) : Hit.None;
    }

    // −1 when another comes near it.
    private static int Loudest(ReadOnlySpan<Tone> group)
    {
        var best = 0;
        for (var i = 1; i < group.Length; i++)
            if (group[i].Power > group[best].Power) best = i;
        for (var i = 0; i < group.Length; i++)
            if (i != best && group[i].Power * LeastLead > group[best].Power) return -1;
        return best;
    }

    private void End()
    {
        if (_digit == NoDigit) return;
        Debug.Assert(_lastBlock > _firstBlock);
        if (_endedCount < Unread)
            _ended[_endedCount++] = new TelephoneEventReport(_digit, _firstBlock * BlockSamples, (_lastBlock - _firstBlock + 1) * BlockSamples);
        _digit = NoDigit;
    }

    private readonly record struct Tone(double Hz, double Power, double Phase)
    {
        /// <summary>From the state of its filter after a block.</summary>
        public static Tone Of(double hz, double last, double lastButOne)
        {
            var (sine, cosine) = Math.SinCos(Angle(hz));
            var (real, imaginary) = (last - lastButOne * cosine, lastButOne * sine);
            return new Tone(hz, real * real + imaginary * imaginary, Math.Atan2(imaginary, real));
        }

        /// <summary>Sounds on from the block before at its own frequency.</summary>
        public bool IsContinued(in Tone before)
        {
            var steadiness = Math.Sqrt(Power / before.Power);
            if (steadiness is < LeastSteadiness or > 1 / LeastSteadiness) return false;

            // The filter's phase is that at the end of its block.
            var astray = Math.IEEERemainder(Phase - before.Phase - Angle(Hz) * BlockSamples, 2 * Math.PI);
            return Math.Abs(astray) <= MostDetuning * Angle(Hz) * BlockSamples;
        }
    }

    private readonly record struct Hit(byte Digit, Tone Low, Tone High)
    {
        public static Hit None { get; } = new(NoDigit, default, default);
    }
}
