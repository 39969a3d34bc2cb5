namespace ImsConference.Engine.Rtp;

/// <summary>Symmetric RTP (RFC 4961): sends media to where the peer's media comes from, and lets nobody else take its place.</summary>
/// <remarks>
/// The negotiated source is latched by its first packet. Another one is learnt only while nothing is latched, after
/// several packets in a row. Once latched, other sources are foreign until signalling names another
/// address or the latched source has been silent for long. Offer it only packets that are sound RTP.
/// </remarks>
/// <param name="rules">When to learn.</param>
public sealed class SymmetricLatch(LatchRules rules)
{
    private PeerAddress _candidate;
    private int _candidatePackets;
    private long _latchedUs;
    private long _heardUs;

    /// <summary>As signalling says; none until it does.</summary>
    public PeerAddress Negotiated { get; private set; }

    /// <summary>Where packets really come from; none before the first.</summary>
    public PeerAddress Latched { get; private set; }

    /// <summary>Where to send: the latched source, before that the negotiated one.</summary>
    public PeerAddress Destination => Latched.IsKnown ? Latched : Negotiated;

    /// <summary>Packets dropped as foreign.</summary>
    public long ForeignPackets { get; private set; }

    /// <summary>Signalling names the peer's address; the same one again changes nothing.</summary>
    public void Negotiate(in PeerAddress remote)
    {
        if (remote == Negotiated) return;
        Negotiated = remote;
        Latched = default;
        _candidatePackets = 0;
    }

    /// <summary>Judges the source of a sound packet.</summary>
    public LatchVerdict Offer(in PeerAddress from, long nowUs)
    {
        if (Latched.IsKnown && from == Latched)
        {
            _heardUs = nowUs;
            _candidatePackets = 0;
            return LatchVerdict.Accepted;
        }

        var mayChange = !Latched.IsKnown || IsSilent(nowUs);
        var isNegotiated = Negotiated.IsKnown && from == Negotiated;
        if (isNegotiated ? mayChange || nowUs - _latchedUs < rules.SettleUs : mayChange && HasConvinced(from)) return Latch(from, nowUs);

        ForeignPackets++;
        return LatchVerdict.Foreign;
    }

    /// <summary>True when the source is certain enough to connect the port to it; false again after a long silence, so that it is opened.</summary>
    public bool IsSettled(long nowUs) =>
        Latched.IsKnown && !IsSilent(nowUs) && (Latched == Negotiated || nowUs - _latchedUs >= rules.SettleUs);

    private bool IsSilent(long nowUs) => nowUs - _heardUs >= rules.SilenceUs;

    private bool HasConvinced(in PeerAddress from)
    {
        if (!IsInScope(from)) return false;
        _candidatePackets = from == _candidate ? _candidatePackets + 1 : 1;
        _candidate = from;
        return _candidatePackets >= rules.LearnAfterPackets;
    }

    private bool IsInScope(in PeerAddress from) => Negotiated.IsKnown && rules.Scope switch
    {
        LatchScope.AnyAddress => true,
        LatchScope.AnyPort => from.Ip == Negotiated.Ip,
        _ => false,
    };

    private LatchVerdict Latch(in PeerAddress from, long nowUs)
    {
        Latched = from;
        _latchedUs = nowUs;
        _heardUs = nowUs;
        _candidatePackets = 0;
        return LatchVerdict.Latched;
    }
}
