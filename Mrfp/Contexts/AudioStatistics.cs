namespace ImsConference.Mrfp.Contexts;

/// <summary>Figures of one stream since it was added, as the Mp contract defines them.</summary>
public readonly record struct AudioStatistics(
    long PacketsReceived,
    long OctetsReceived,
    long PacketsSent,
    long OctetsSent,
    long PacketsLost,
    long PacketsLate,
    long PacketsDiscarded,
    long FramesConcealed,
    double JitterMs,
    double RoundTripMs,
    int PeerFractionLost,
    int PeerPacketsLost,
    long KernelDrops,
    long SrtpForged,
    long SrtpReplayed,
    byte Level,
    double MosEstimate)
{
    /// <summary>Of those that came: not those whose silence was known before, or that nobody would have heard.</summary>
    public long FramesDecoded { get; init; }
}
