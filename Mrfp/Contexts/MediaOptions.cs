namespace ImsConference.Mrfp.Contexts;

/// <summary>How much this MRFP takes on (section <c>Media</c>).</summary>
public sealed class MediaOptions
{
    /// <summary>Media threads; 0 means one for each core.</summary>
    public int Workers { get; init; }

    /// <summary>Most contexts at once.</summary>
    public int MaxContexts { get; init; } = 5_000;

    /// <summary>Most terminations at once; the number of port pairs limits them too.</summary>
    public int MaxTerminations { get; init; } = 10_000;

    /// <summary>Nice value of the media threads, -20 (served first) to 19. Where it is not permitted they run as any other thread.</summary>
    public int Niceness { get; init; } = -10;

    /// <summary>The number of media threads to start.</summary>
    public int WorkerCount => Workers > 0 ? Workers : Environment.ProcessorCount;
}
