namespace ImsConference.Tests.Load.Media;

/// <summary>What <c>imsload media</c> was asked to do, whatever the load.</summary>
internal sealed record MediaOptions
{
    /// <summary>The built MRFP (mrfp.dll).</summary>
    public required string Mrfp { get; init; }

    /// <summary>How long CPU time is measured, the MRFP's and the reflector's each.</summary>
    public required TimeSpan Steady { get; init; }

    /// <summary>How long gaps are measured, and then delays.</summary>
    public required TimeSpan Listening { get; init; }

    /// <summary>From the last participant's coming to the first figure: the runtime compiles what is hot meanwhile.</summary>
    public required TimeSpan Warmup { get; init; }

    /// <summary>Measure the reflector too?</summary>
    public required bool Reflector { get; init; }

    /// <summary>Write the log of the MRFP to this file; null: nowhere.</summary>
    public string? Log { get; init; }
}
