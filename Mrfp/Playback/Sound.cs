namespace ImsConference.Mrfp.Playback;

/// <summary>Something that can be heard: samples at one of the rates that contexts mix at.</summary>
public abstract class Sound
{
    /// <summary>8000, 16000, 24000, 32000 or 48000.</summary>
    public abstract int SampleRateHz { get; }

    /// <summary>Once through.</summary>
    public abstract long Samples { get; }

    /// <summary>Why there is no more of it; null while nothing is wrong.</summary>
    public virtual string? Fault => null;

    /// <summary>The media thread's side: never waits, never fails, allocates nothing.</summary>
    /// <param name="at">The next sample, counted from the beginning: each time through it goes up from 0 to <see cref="Samples"/>.</param>
    /// <param name="into">No more than are left of this time through.</param>
    /// <returns>Samples read; fewer than asked for when the rest is not here yet.</returns>
    public abstract int Read(long at, Span<short> into);

    /// <summary>Nobody will read any more. From any thread; returns at once.</summary>
    public virtual void Release()
    {
    }
}
