namespace ImsConference.Mrfp.Playback;

/// <summary>A sound that is in memory as a whole. It never changes, so that many may play it.</summary>
/// <param name="sampleRateHz">A rate of the mix.</param>
/// <param name="pcm">Mono; not to be changed any more.</param>
public sealed class Clip(int sampleRateHz, short[] pcm) : Sound
{
    public override int SampleRateHz => sampleRateHz;

    public override long Samples => pcm.Length;

    /// <summary>What it takes of the memory.</summary>
    public long Bytes => pcm.Length * sizeof(short);

    public override int Read(long at, Span<short> into)
    {
        pcm.AsSpan((int)at, into.Length).CopyTo(into);
        return into.Length;
    }
}
