namespace ImsConference.Engine.Rtp;

/// <summary>Follows the one source that a termination hears: sequence validation, loss and jitter (RFC 3550 A.1, A.3, A.8).</summary>
/// <remarks>All arithmetic wraps as the wire does. A report starts a new interval for the fraction lost.</remarks>
public sealed class SourceTracker
{
    private const int MinSequential = 2;
    private const ushort MaxDropout = 3000;
    private const ushort MaxMisorder = 100;
    private const int LostMax = 0x7F_FFFF;
    private const int LostMin = -0x80_0000;

    private Candidate _candidate;
    private bool _hasCandidate;

    private ushort _highest;
    private uint _cycles; // wraps of the sequence number, in the upper 16 bits
    private uint _base;
    private int _restartAt = -1; // sequence number that would confirm a restart
    private uint _received;
    private uint _expectedBefore;
    private uint _receivedBefore;

    private int _clockRateHz;
    private uint _transit;
    private bool _hasTransit;
    private uint _jitterScaled; // 16 times the jitter

    private uint _lastSenderReport;
    private long _lastSenderReportUs;

    /// <param name="clockRateHz">Of the RTP timestamps, until <see cref="ClockRateHz"/> is changed.</param>
    public SourceTracker(int clockRateHz) => _clockRateHz = clockRateHz;

    /// <summary>Of the RTP timestamps; the jitter is measured anew when it changes with the payload type (RFC 7160 §4.1).</summary>
    public int ClockRateHz
    {
        get => _clockRateHz;
        set
        {
            if (value == _clockRateHz) return;
            _clockRateHz = value;
            _hasTransit = false;
            _jitterScaled = 0;
        }
    }

    /// <summary>True once a source has passed probation.</summary>
    public bool IsValid { get; private set; }

    /// <summary>The present source; 0 before the first.</summary>
    public uint Ssrc { get; private set; }

    /// <summary>Interarrival jitter in units of the clock rate (§6.4.1).</summary>
    public uint Jitter => _jitterScaled >> 4;

    public double JitterMs => Jitter * 1000.0 / _clockRateHz;

    /// <summary>Cycles in the upper 16 bits.</summary>
    public uint ExtendedHighestSequence => _cycles | _highest;

    /// <summary>Expected less received, clamped to signed 24 bits; negative when duplicates came (§6.4.1).</summary>
    public int CumulativeLost => Math.Clamp((int)(Expected - _received), LostMin, LostMax);

    /// <summary>Packets of the present source since it became valid.</summary>
    public uint Received => _received;

    private uint Expected => _received > 0 ? ExtendedHighestSequence - _base + 1 : 0;

    /// <summary>Takes note of a packet.</summary>
    /// <param name="header">Of a packet whose address and payload type are in order.</param>
    /// <param name="arrivalUs">Monotonic microseconds.</param>
    /// <param name="timesSamples">False for packets whose timestamp does not move with time, as of telephone-events: they say nothing on jitter.</param>
    public SourceVerdict Receive(in RtpHeader header, long arrivalUs, bool timesSamples = true)
    {
        var verdict = IsValid && header.Ssrc == Ssrc ? Continue(header.Sequence) : Consider(header.Ssrc, header.Sequence);
        if (verdict is SourceVerdict.NewSource or SourceVerdict.Restarted) _hasTransit = false;
        if (timesSamples && verdict is not (SourceVerdict.Probation or SourceVerdict.Rejected)) Time(header.Timestamp, arrivalUs);
        return verdict;
    }

    /// <summary>Notes an SR of the present source, for LSR and DLSR.</summary>
    public void ReceiveSenderReport(ulong ntp, long arrivalUs)
    {
        _lastSenderReport = NtpTime.Middle(ntp);
        _lastSenderReportUs = arrivalUs;
    }

    /// <summary>The report block for this moment; the fraction lost covers the time since the last call (A.3).</summary>
    public ReportBlock Report(long nowUs)
    {
        var expected = Expected - _expectedBefore;
        var lost = (int)(expected - (_received - _receivedBefore));
        _expectedBefore = Expected;
        _receivedBefore = _received;
        var fraction = expected == 0 || lost <= 0 ? 0 : Math.Min(255, ((long)lost << 8) / expected);
        var delay = _lastSenderReport == 0 ? 0 : NtpTime.ShortFromMicroseconds(nowUs - _lastSenderReportUs);
        return new ReportBlock(Ssrc, (byte)fraction, CumulativeLost, ExtendedHighestSequence, Jitter, _lastSenderReport, delay);
    }

    /// <summary>Believes the source no longer, as after its BYE: the next one starts with probation. The figures stay until then.</summary>
    public void Forget()
    {
        IsValid = false;
        _hasCandidate = false;
    }

    private SourceVerdict Continue(ushort sequence)
    {
        _hasCandidate = false; // the present source lives: a newcomer must begin again
        var ahead = (ushort)(sequence - _highest);
        if (ahead < MaxDropout)
        {
            if (sequence < _highest) _cycles += 0x1_0000;
            _highest = sequence;
        }
        else if (ahead <= 0x1_0000 - MaxMisorder)
        {
            var isConfirmed = sequence == _restartAt;
            _restartAt = (ushort)(sequence + 1);
            if (!isConfirmed) return SourceVerdict.Rejected;

            Begin(Ssrc, sequence);
            return SourceVerdict.Restarted;
        }

        _received++;
        return SourceVerdict.Accepted;
    }

    private SourceVerdict Consider(uint ssrc, ushort sequence)
    {
        var isNext = _hasCandidate && _candidate.Ssrc == ssrc && sequence == _candidate.Next;
        var inSequence = isNext ? _candidate.InSequence + 1 : 1;
        _candidate = new Candidate(ssrc, (ushort)(sequence + 1), inSequence);
        _hasCandidate = true;
        if (inSequence < MinSequential) return IsValid ? SourceVerdict.Rejected : SourceVerdict.Probation;

        _hasCandidate = false;
        _lastSenderReport = 0;
        _jitterScaled = 0;
        Begin(ssrc, sequence);
        return SourceVerdict.NewSource;
    }

    private void Begin(uint ssrc, ushort sequence)
    {
        IsValid = true;
        Ssrc = ssrc;
        _base = sequence;
        _highest = sequence;
        _cycles = 0;
        _restartAt = -1;
        _received = 1;
        _expectedBefore = 0;
        _receivedBefore = 0;
    }

    private void Time(uint timestamp, long arrivalUs)
    {
        var arrival = (uint)(arrivalUs * _clockRateHz / 1_000_000);
        var transit = arrival - timestamp;
        var difference = (uint)Math.Abs((long)(int)(transit - _transit));
        _transit = transit;
        if (_hasTransit) _jitterScaled += difference - ((_jitterScaled + 8) >> 4);
        _hasTransit = true;
    }

    private readonly record struct Candidate(uint Ssrc, ushort Next, int InSequence);
}
