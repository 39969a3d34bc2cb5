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

    /// <summary>So many of those who speak are heard: the loudest.</summary>
    public int Speakers { get; init; } = 8;

    /// <summary>One encoder serves all listeners of a format. False encodes for each apart: to measure what sharing saves.</summary>
    public bool ShareEncoding { get; init; } = true;

    /// <summary>Of Opus encoders while there is time enough, 0 (cheapest) to 10.</summary>
    public int OpusComplexity { get; init; } = 9;

    /// <summary>Likewise when a media thread is busy: above half load it goes down towards this.</summary>
    public int OpusComplexityWhenBusy { get; init; } = 3;

    /// <summary>The number of media threads to start.</summary>
    public int WorkerCount => Workers > 0 ? Workers : Environment.ProcessorCount;
}
