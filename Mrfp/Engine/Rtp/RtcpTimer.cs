namespace ImsConference.Engine.Rtp;

/// <summary>Decides when to report: the randomised interval with timer reconsideration of RFC 3550 §6.2, §6.3 and A.7.</summary>
public sealed class RtcpTimer
{
    /// <summary>Seconds between reports at least, before randomisation (§6.2).</summary>
    public const double MinIntervalSeconds = 5;

    private const double Compensation = Math.E - 1.5; // reconsideration makes intervals shorter than asked (§6.3.1)
    private const int UdpIpHeaderBytes = 28;
    private const double InitialCompoundBytes = 100;

    private readonly RtcpBandwidth _bandwidth;
    private readonly Random _random;
    private double _averageBytes = InitialCompoundBytes + UdpIpHeaderBytes;
    private long _lastUs;
    private bool _isInitial = true;

    /// <param name="bandwidth">Of the session; none switches reports off.</param>
    /// <param name="random">Seeded in tests.</param>
    /// <param name="nowUs">The session starts.</param>
    public RtcpTimer(RtcpBandwidth bandwidth, Random random, long nowUs)
    {
        _bandwidth = bandwidth;
        _random = random;
        _lastUs = nowUs;
        DueUs = nowUs + RandomisedUs(new RtcpMembership(1, 0, false));
    }

    /// <summary>When to ask <see cref="IsDue"/> next.</summary>
    public long DueUs { get; private set; }

    /// <summary>False when both bandwidths are zero: RTCP is off (RFC 3556 §2).</summary>
    public bool IsOn => _bandwidth is not { SenderBitsPerSecond: 0, ReceiverBitsPerSecond: 0 };

    /// <summary>The interval before randomisation, seconds (A.7).</summary>
    /// <param name="bandwidth">Of the session.</param>
    /// <param name="membership">Who is there.</param>
    /// <param name="averageBytes">Average compound size with UDP and IP headers.</param>
    /// <param name="isInitial">No report was sent yet: half the minimum.</param>
    public static double Interval(RtcpBandwidth bandwidth, RtcpMembership membership, double averageBytes, bool isInitial)
    {
        double members = membership.Members;
        double bitsPerSecond = bandwidth.SenderBitsPerSecond + bandwidth.ReceiverBitsPerSecond;

        // Senders as few as their share of the bandwidth are given that share for themselves (§6.3.1; RFC 3556 §2).
        var senderShare = bandwidth.SenderBitsPerSecond / Math.Max(1, bitsPerSecond);
        if (membership.Senders <= members * senderShare)
        {
            bitsPerSecond = membership.WeSent ? bandwidth.SenderBitsPerSecond : bandwidth.ReceiverBitsPerSecond;
            members = membership.WeSent ? membership.Senders : members - membership.Senders;
        }

        var minimum = isInitial ? MinIntervalSeconds / 2 : MinIntervalSeconds;
        return Math.Max(minimum, 8 * averageBytes * members / Math.Max(1, bitsPerSecond));
    }

    /// <summary>Called on the tick; once <see cref="DueUs"/> has passed it reconsiders (§6.3.6).</summary>
    /// <returns>True when a report is to be sent now; call <see cref="Sent"/> then.</returns>
    public bool IsDue(long nowUs, RtcpMembership membership)
    {
        if (!IsOn || nowUs < DueUs) return false;

        var reconsidered = _lastUs + RandomisedUs(membership);
        if (reconsidered <= nowUs) return true;
        DueUs = reconsidered;
        return false;
    }

    /// <summary>Notes a report that was sent and schedules the next.</summary>
    /// <param name="nowUs">When.</param>
    /// <param name="bytes">Its size without UDP and IP headers.</param>
    /// <param name="membership">Who is there.</param>
    public void Sent(long nowUs, int bytes, RtcpMembership membership)
    {
        Average(bytes);
        _isInitial = false;
        _lastUs = nowUs;
        DueUs = nowUs + RandomisedUs(membership);
    }

    /// <summary>Notes a compound that came (§6.3.3).</summary>
    public void Received(int bytes) => Average(bytes);

    private void Average(int bytes) => _averageBytes += (bytes + UdpIpHeaderBytes - _averageBytes) / 16;

    private long RandomisedUs(RtcpMembership membership)
    {
        var seconds = Interval(_bandwidth, membership, _averageBytes, _isInitial) * (0.5 + _random.NextDouble()) / Compensation;
        return (long)(Math.Min(seconds, 3600) * 1_000_000);
    }
}
