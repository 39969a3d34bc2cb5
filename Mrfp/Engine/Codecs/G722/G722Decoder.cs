namespace ImsConference.Engine.Codecs;

/// <summary>G.722 at 64 kbit/s (mode 1) with concealment: a byte makes two samples at 16 kHz.</summary>
internal sealed class G722Decoder() : WaveformDecoder(RateHz)
{
    private const int RateHz = 16_000;
    private const int LongestBytes = RateHz / 2000 * AudioFormat.LongestPacketMs;
    private const int Kept = G722Mirror.Taps - 1;

    private readonly G722Band _lower = G722Band.Lower();
    private readonly G722Band _higher = G722Band.Higher();
    private readonly int[] _sums = new int[Kept + LongestBytes]; // of the sub-bands; what the filter still needs of the last payload, then this one
    private readonly int[] _differences = new int[Kept + LongestBytes];

    public override int Measure(ReadOnlySpan<byte> payload) => payload.Length <= LongestBytes ? payload.Length : 0;

    /// <remarks>The code of silence depends on what went before.</remarks>
    public override bool IsSilence(ReadOnlySpan<byte> payload) => false;

    public override void Reset()
    {
        base.Reset();
        _lower.Reset();
        _higher.Reset();
        Array.Clear(_sums);
        Array.Clear(_differences);
    }

    protected override int Expand(ReadOnlySpan<byte> payload, Span<short> pcm)
    {
        for (var i = 0; i < payload.Length; i++)
        {
            var low = DecodeLow(payload[i] & 0x3F);
            var high = DecodeHigh(payload[i] >> 6);
            _sums[Kept + i] = low + high;
            _differences[Kept + i] = low - high;
            pcm[2 * i] = Saturate(G722Mirror.Filter(G722Mirror.Inner, _differences.AsSpan(i)));
            pcm[2 * i + 1] = Saturate(G722Mirror.Filter(G722Mirror.Outer, _sums.AsSpan(i)));
        }

        _sums.AsSpan(payload.Length, Kept).CopyTo(_sums);
        _differences.AsSpan(payload.Length, Kept).CopyTo(_differences);
        return 2 * payload.Length;
    }

    private static short Saturate(int filtered) => (short)G722Band.Saturate(filtered >> 11);

    private int DecodeLow(int code)
    {
        var heard = Limit(_lower.Prediction + ((_lower.Step * G722Tables.LowFine[code]) >> 15));
        _lower.Adapt((_lower.Step * G722Tables.LowCoarse[code >> 2]) >> 15, G722Tables.LowLogStep[code >> 2]);
        return heard;
    }

    private int DecodeHigh(int code)
    {
        var difference = (_higher.Step * G722Tables.High[code]) >> 15;
        var heard = Limit(_higher.Prediction + difference);
        _higher.Adapt(difference, G722Tables.HighLogStep[code]);
        return heard;
    }

    // 15 bits (LIMIT, §4.2.2).
    private static int Limit(int sample) => Math.Clamp(sample, -16_384, 16_383);
}
