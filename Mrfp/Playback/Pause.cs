namespace ImsConference.Mrfp.Playback;

/// <summary>Silence of some length.</summary>
public sealed class Pause(int sampleRateHz, int ms) : Sound
{
    public override int SampleRateHz => sampleRateHz;

    public override long Samples => (long)sampleRateHz / 1000 * ms;

    public override int Read(long at, Span<short> into)
    {
        into.Clear();
        return into.Length;
    }
}
