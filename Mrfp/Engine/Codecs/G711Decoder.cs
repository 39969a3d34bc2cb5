namespace ImsConference.Engine.Codecs;

/// <summary>G.711 with concealment. A payload may be cut anywhere: any slice of it is one itself.</summary>
internal sealed class G711Decoder(G711Law law) : WaveformDecoder(RateHz)
{
    private const int RateHz = 8000;
    private const int LongestBytes = RateHz / 1000 * AudioFormat.LongestPacketMs;

    public override int Measure(ReadOnlySpan<byte> payload) => payload.Length <= LongestBytes ? payload.Length : 0;

    /// <remarks>A muted sender's zeros, of either sign.</remarks>
    public override bool IsSilence(ReadOnlySpan<byte> payload)
    {
        var zero = G711.Silence(law);
        return !payload.ContainsAnyExcept(zero, (byte)(zero ^ 0x80));
    }

    protected override int Expand(ReadOnlySpan<byte> payload, Span<short> pcm)
    {
        G711.Decode(law, payload, pcm);
        return payload.Length;
    }
}
