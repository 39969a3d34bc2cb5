namespace ImsConference.Engine.Codecs;

/// <summary>A decoder of samples rather than of frames: what it loses is made up from the wave that was heard last.</summary>
internal abstract class WaveformDecoder(int sampleRateHz) : IAudioDecoder
{
    private readonly PacketLossConcealment _concealment = new(sampleRateHz);

    public int SampleRateHz => sampleRateHz;

    public bool IsFaded => _concealment.IsFaded;

    public bool IsNoisy => false;

    public abstract int Measure(ReadOnlySpan<byte> payload);

    public abstract bool IsSilence(ReadOnlySpan<byte> payload);

    public bool IsNoise(ReadOnlySpan<byte> payload) => false;

    public bool TryReadModeRequest(ReadOnlySpan<byte> payload, out int mode)
    {
        mode = AmrMode.NoRequest;
        return false;
    }

    public int Decode(ReadOnlySpan<byte> payload, Span<short> pcm)
    {
        pcm = pcm[..Expand(payload, pcm)];
        _concealment.Good(pcm);
        return pcm.Length;
    }

    public void Conceal(Span<short> pcm, ReadOnlySpan<byte> next) => _concealment.Conceal(pcm);

    public void Silence(Span<short> pcm) => _concealment.Silence(pcm);

    public void Splice() => _concealment.Splice();

    public virtual void Reset() => _concealment.Reset();

    public void Dispose()
    {
    }

    /// <summary>Decodes, and no more.</summary>
    /// <returns>Samples written.</returns>
    protected abstract int Expand(ReadOnlySpan<byte> payload, Span<short> pcm);
}
