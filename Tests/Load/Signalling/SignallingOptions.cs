namespace ImsConference.Tests.Load.Signalling;

/// <summary>What <c>imsload signalling</c> was asked to do.</summary>
internal sealed record SignallingOptions
{
    /// <summary>The built mrfc.dll.</summary>
    public required string Mrfc { get; init; }

    /// <summary>The built mrfp.dll.</summary>
    public required string Mrfp { get; init; }

    /// <summary>Calls that are measured.</summary>
    public required int Calls { get; init; }

    /// <summary>Calls before them, until the code is compiled as well as it will be.</summary>
    public required int Warmup { get; init; }

    /// <summary>Calls begun a second.</summary>
    public required double Rate { get; init; }

    /// <summary>Participants of each conference; the first makes it by the factory.</summary>
    public required int Size { get; init; }

    /// <summary>From the 200 to the BYE.</summary>
    public required TimeSpan Hold { get; init; }

    /// <summary>With 100rel, preconditions and a subscription; else plain calls.</summary>
    public required bool Reserves { get; init; }

    /// <summary>From the last BYE to the last look at the process: its transactions live for 32 s.</summary>
    public required TimeSpan Rest { get; init; }

    /// <summary>Settings of the MRFC, each <c>KEY=VALUE</c>.</summary>
    public required IReadOnlyList<string> Settings { get; init; }

    /// <summary>File for the MRFC's log; null: none.</summary>
    public required string? Log { get; init; }
}
