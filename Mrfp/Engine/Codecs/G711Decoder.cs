namespace ImsConference.Engine.Codecs;

/// <summary>G.711 with concealment. A payload may be cut anywhere: any slice of it is one itself.</summary>
internal sealed class G711Decoder(G711Law law) : IAudioDecoder
{
    private const int RateHz = 8000;
    private const int LongestBytes = RateHz / 1000 * AudioFormat.LongestPacketMs;

    private readonly PacketLossConcealment _concealment = new(RateHz);

    public int SampleRateHz => RateHz;

    public bool IsFaded => _concealment.IsFaded;

    public int Measure(ReadOnlySpan<byte> payload) => payload.Length <= LongestBytes ? payload.Length : 0;

    /// <remarks>A muted sender's zeros, of either sign.</remarks>
    public bool IsSilence(ReadOnlySpan<byte> payload)
    {
        var zero = G711.Silence(law);
        return !payload.ContainsAnyExcept(zero, (byte)(zero ^ 0x80));
    }

    public bool TryReadModeRequest(ReadOnlySpan<byte> payload, out int mode)
    {
        mode = 0;
        return false;
    }

    public int Decode(ReadOnlySpan<byte> payload, Span<short> pcm)
    {
        pcm = pcm[..payload.Length];
        G711.Decode(law, payload, pcm);
        _concealment.Good(pcm);
        return payload.Length;
    }

    public void Conceal(Span<short> pcm, ReadOnlySpan<byte> next) => _concealment.Conceal(pcm);

    public void Silence(Span<short> pcm) => _concealment.Silence(pcm);

    public void Splice() => _concealment.Splice();

    public void Reset() => _concealment.Reset();

    public void Dispose()
    {
    }
}
