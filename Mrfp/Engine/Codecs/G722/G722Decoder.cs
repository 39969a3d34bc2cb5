namespace ImsConference.Engine.Codecs;

/// <summary>G.722 at 64 kbit/s (mode 1) with concealment: a byte makes two samples at 16 kHz.</summary>
internal sealed class G722Decoder() : WaveformDecoder(RateHz)
{
    private const int RateHz = 16_000;
    private const int LongestBytes = RateHz / 2000 * AudioFormat.LongestPacketMs;
    private const int FilterTaps = 24;

    private readonly G722Band _lower = G722Band.Lower();
    private readonly G722Band _higher = G722Band.Higher();
    private readonly int[] _signal = new int[FilterTaps - 2 + 2 * LongestBytes]; // what the filter still needs of the last payload, then this one

    public override int Measure(ReadOnlySpan<byte> payload) => payload.Length <= LongestBytes ? payload.Length : 0;

    /// <remarks>The code of silence depends on what went before.</remarks>
    public override bool IsSilence(ReadOnlySpan<byte> payload) => false;

    public override void Reset()
    {
        base.Reset();
        _lower.Reset();
        _higher.Reset();
        Array.Clear(_signal);
    }

    protected override int Expand(ReadOnlySpan<byte> payload, Span<short> pcm)
    {
        for (var i = 0; i < payload.Length; i++)
        {
            var low = DecodeLow(payload[i] & 0x3F);
            var high = DecodeHigh(payload[i] >> 6);
            _signal[FilterTaps - 2 + 2 * i] = low + high;
            _signal[FilterTaps - 1 + 2 * i] = low - high;
            Join(_signal.AsSpan(2 * i, FilterTaps), out pcm[2 * i], out pcm[2 * i + 1]);
        }

        _signal.AsSpan(2 * payload.Length, FilterTaps - 2).CopyTo(_signal);
        return 2 * payload.Length;
    }

    // The receive filter (§4.4).
    private static void Join(ReadOnlySpan<int> signal, out short first, out short second)
    {
        var mirror = G722Tables.Mirror;
        var one = 0;
        var other = 0;
        for (var i = 0; i < mirror.Length; i++)
        {
            one += signal[2 * i + 1] * mirror[^(i + 1)];
            other += signal[2 * i] * mirror[i];
        }

        first = (short)G722Band.Saturate(one >> 11);
        second = (short)G722Band.Saturate(other >> 11);
    }

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
