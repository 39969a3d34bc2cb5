namespace ImsConference.Tests.Ue.Media;

/// <summary>What a UE's RTP and RTCP say so far.</summary>
public sealed record MediaFigures
{
    public long PacketsSent { get; init; }

    public long PacketsReceived { get; init; }

    /// <summary>Cumulative loss of the present source, as our RR says (RFC 3550 §6.4.1).</summary>
    public int PacketsLost { get; init; }

    /// <summary>Malformed, of an unknown payload type, or from elsewhere.</summary>
    public long PacketsRejected { get; init; }

    /// <summary>Interarrival jitter; arrivals are known to 10 ms.</summary>
    public double JitterMs { get; init; }

    /// <summary>Longest time between two packets.</summary>
    public double LongestArrivalGapMs { get; init; }

    /// <summary>CSRCs of the last packet: how many the mixer says are talking.</summary>
    public int Contributors { get; init; }

    public long SenderReports { get; init; }

    /// <summary>Reports of the peer on what we send.</summary>
    public long ReceptionReports { get; init; }

    /// <summary>Packets of ours that the peer misses, by its last report.</summary>
    public int PeerPacketsLost { get; init; }

    public double RoundTripMs { get; init; }

    /// <summary>Telephone-events that came, in order.</summary>
    public string Digits { get; init; } = "";
}
