namespace ImsConference.Engine.Rtp;

/// <summary>Bounds of <see cref="JitterBuffer"/>.</summary>
public sealed record JitterOptions
{
    /// <summary>Delay given to the first packet of a source, ms: two frames, until the real jitter is known.</summary>
    public int InitialDelayMs { get; init; } = 40;

    /// <summary>The delay never grows beyond this, ms; later packets are lost.</summary>
    public int MaxDelayMs { get; init; } = 240;

    /// <summary>How early the latest packets of a window should be, ms; what is more is taken back slowly.</summary>
    public int HeadroomMs { get; init; } = 10;

    /// <summary>The delay shrinks only by what no packet has needed for one to two windows, ms.</summary>
    public int WindowMs { get; init; } = 2500;
}
