using System.Net;

namespace ImsConference.Tests.Load.Calls;

/// <summary>What <c>imsload calls</c> was asked to do.</summary>
internal sealed record CallsOptions
{
    /// <summary>SIP address of the MRFC, or of the CSCF in front of it.</summary>
    public required IPEndPoint Sip { get; init; }

    public required string Domain { get; init; }

    public required int Conferences { get; init; }

    /// <summary>Participants of each, 2 to 6.</summary>
    public required int Participants { get; init; }

    /// <summary>Conferences begun a second while the load grows.</summary>
    public required double Rate { get; init; }

    /// <summary>How long everybody listens once all are in.</summary>
    public required TimeSpan Steady { get; init; }

    /// <summary>INVITEs with 100rel and preconditions; else plain ones.</summary>
    public required bool Preconditions { get; init; }

    /// <summary>The processes to watch, by name and id.</summary>
    public required IReadOnlyList<(string Name, int Pid)> Processes { get; init; }

    /// <summary>How long to wait after the end before the last look at the processes.</summary>
    public required TimeSpan Rest { get; init; }

    public required CallsLimits Limits { get; init; }

    /// <summary>Where to write the figures as JSON; null: nowhere.</summary>
    public string? JsonPath { get; init; }
}
