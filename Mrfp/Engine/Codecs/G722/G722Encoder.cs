using System.Diagnostics;

namespace ImsConference.Engine.Codecs;

/// <summary>G.722 at 64 kbit/s (mode 1): two samples at 16 kHz make a byte.</summary>
internal sealed class G722Encoder : IAudioEncoder
{
    private const int HighLevel = 564;
    private const int Kept = G722Mirror.Taps - 1;
    private const int Pairs = 160;

    private readonly G722Band _lower = G722Band.Lower();
    private readonly G722Band _higher = G722Band.Higher();
    private readonly int[] _firsts = new int[Kept + Pairs]; // of each pair of samples; what the filter still needs of the last frame, then this frame
    private readonly int[] _seconds = new int[Kept + Pairs];
    private readonly byte[] _thrownAway = new byte[Pairs];

    public AudioFormat Format => AudioFormat.G722;

    public int Mode { get; set; }

    public int Complexity { get; set; }

    public int Encode(ReadOnlySpan<short> frame, Span<byte> coded)
    {
        Debug.Assert(frame.Length == Format.FrameSamples);
        for (var i = 0; i < Pairs; i++)
        {
            _firsts[Kept + i] = frame[2 * i];
            _seconds[Kept + i] = frame[2 * i + 1];
            var outer = G722Mirror.Filter(G722Mirror.Outer, _firsts.AsSpan(i));
            var inner = G722Mirror.Filter(G722Mirror.Inner, _seconds.AsSpan(i));
            coded[i] = (byte)(EncodeHigh((inner - outer) >> 14) << 6 | EncodeLow((inner + outer) >> 14));
        }

        _firsts.AsSpan(Pairs).CopyTo(_firsts);
        _seconds.AsSpan(Pairs).CopyTo(_seconds);
        return Pairs;
    }

    public void Prime(ReadOnlySpan<short> frame) => Encode(frame, _thrownAway);

    public void Dispose()
    {
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
