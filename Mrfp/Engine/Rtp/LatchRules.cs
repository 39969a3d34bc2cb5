namespace ImsConference.Engine.Rtp;

/// <summary>When <see cref="SymmetricLatch"/> believes a source that was not negotiated.</summary>
public sealed record LatchRules
{
    /// <summary>How far a learnt source may differ from the negotiated one.</summary>
    public LatchScope Scope { get; init; } = LatchScope.AnyAddress;

    /// <summary>So many packets in a row from the same source, with none from the present one between them.</summary>
    public int LearnAfterPackets { get; init; } = 3;

    /// <summary>The latch opens again after so long without a packet of the latched source.</summary>
    public long SilenceUs { get; init; } = 5_000_000;

    /// <summary>For so long after learning, the negotiated source still wins if it shows up.</summary>
    public long SettleUs { get; init; } = 2_000_000;
}
