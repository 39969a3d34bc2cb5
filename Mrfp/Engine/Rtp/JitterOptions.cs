namespace ImsConference.Engine.Rtp;

/// <summary>Bounds of <see cref="JitterBuffer"/>.</summary>
public sealed record JitterOptions
{
    /// <summary>Delay given to the first packet of a source, ms. None: whoever has no jitter shall not wait, and the others teach it at once.</summary>
    public int InitialDelayMs { get; init; }

    /// <summary>The delay never grows beyond this, ms; later packets are lost.</summary>
    public int MaxDelayMs { get; init; } = 240;

    /// <summary>The delay shrinks only by what no packet has needed for one to two windows, ms.</summary>
    public int WindowMs { get; init; } = 2500;
}
