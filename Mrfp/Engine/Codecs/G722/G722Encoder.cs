using System.Diagnostics;

namespace ImsConference.Engine.Codecs;

/// <summary>G.722 at 64 kbit/s (mode 1): two samples at 16 kHz make a byte.</summary>
internal sealed class G722Encoder : IAudioEncoder
{
    private const int FilterTaps = 24;
    private const int HighLevel = 564;

    private readonly G722Band _lower = G722Band.Lower();
    private readonly G722Band _higher = G722Band.Higher();
    private readonly short[] _signal = new short[FilterTaps - 2 + 320]; // what the filter still needs of the last frame, then this frame
    private readonly byte[] _thrownAway = new byte[160];

    public AudioFormat Format => AudioFormat.G722;

    public int Mode { get; set; }

    public int Complexity { get; set; }

    public int Encode(ReadOnlySpan<short> frame, Span<byte> coded)
    {
        Debug.Assert(frame.Length == Format.FrameSamples);
        frame.CopyTo(_signal.AsSpan(FilterTaps - 2));
        for (var i = 0; i < frame.Length / 2; i++)
        {
            Split(_signal.AsSpan(2 * i, FilterTaps), out var low, out var high);
            coded[i] = (byte)(EncodeHigh(high) << 6 | EncodeLow(low));
        }

        _signal.AsSpan(frame.Length).CopyTo(_signal);
        return frame.Length / 2;
    }

    public void Prime(ReadOnlySpan<short> frame) => Encode(frame, _thrownAway);

    public void Dispose()
    {
    }

    // The transmit filter (§3.1): sum and difference of its two halves are the sub-bands.
    private static void Split(ReadOnlySpan<short> signal, out int low, out int high)
    {
        var mirror = G722Tables.Mirror;
        var odd = 0;
        var even = 0;
        for (var i = 0; i < mirror.Length; i++)
        {
            odd += signal[2 * i] * mirror[i];
            even += signal[2 * i + 1] * mirror[^(i + 1)];
        }

        low = (even + odd) >> 14;
        high = (even - odd) >> 14;
    }

    private int EncodeLow(int sample)
    {
        var difference = G722Band.Saturate(sample - _lower.Prediction);
        var magnitude = difference < 0 ? ~difference : difference;
        var reached = 0;
        while (reached < G722Tables.LowLevels.Length && magnitude >= (G722Tables.LowLevels[reached] * _lower.Step) >> 12) reached++;

        var code = difference < 0 ? G722Tables.LowNegative[reached] : G722Tables.LowPositive[reached];
        _lower.Adapt((_lower.Step * G722Tables.LowCoarse[code >> 2]) >> 15, G722Tables.LowLogStep[code >> 2]);
        return code;
    }

    private int EncodeHigh(int sample)
    {
        var difference = G722Band.Saturate(sample - _higher.Prediction);
        var magnitude = difference < 0 ? ~difference : difference;
        var isLarge = magnitude >= (HighLevel * _higher.Step) >> 12;
        var code = (difference < 0 ? 0 : 2) | (isLarge ? 0 : 1);
        _higher.Adapt((_higher.Step * G722Tables.High[code]) >> 15, G722Tables.HighLogStep[code]);
        return code;
    }
}
