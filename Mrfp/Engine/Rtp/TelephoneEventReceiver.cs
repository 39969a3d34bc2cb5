namespace ImsConference.Engine.Rtp;

/// <summary>Turns telephone-event packets into one report an event (RFC 4733 §2.5.2): whatever is repeated, reordered or lost.</summary>
/// <remarks>
/// An event is known by its timestamp. It ends with the first E bit, with the start of another event, or when nothing more
/// is heard of it. Durations beyond 16 bits come in segments, which are joined (§2.5.1.3).
/// </remarks>
public sealed class TelephoneEventReceiver
{
    private const long SilenceUs = 200_000; // updates come every 50 ms at most (§2.5.1.2): three were lost, and a bit

    private int _clockRateHz;
    private bool _hasSegment; // _segment holds the timestamp of the newest event, running or done
    private uint _segment;
    private bool _sawEnd;
    private byte _code;
    private uint _start;
    private ushort _segmentDuration;
    private uint _durationBefore; // of the finished segments
    private long _heardUs;

    /// <param name="clockRateHz">Of the payload type, until <see cref="ClockRateHz"/> is changed.</param>
    public TelephoneEventReceiver(int clockRateHz) => _clockRateHz = clockRateHz;

    /// <summary>Of the payload type; with another one, another count of time begins.</summary>
    public int ClockRateHz
    {
        get => _clockRateHz;
        set
        {
            if (value != _clockRateHz) Reset();
            _clockRateHz = value;
        }
    }

    /// <summary>True while an event is being received and is not reported yet.</summary>
    public bool IsActive { get; private set; }

    /// <summary>Takes one packet.</summary>
    /// <param name="payload">Of the telephone-event payload type.</param>
    /// <param name="timestamp">Of its RTP header.</param>
    /// <param name="nowUs">Arrival.</param>
    /// <param name="report">The event that ended.</param>
    /// <returns>True when an event ended with this packet.</returns>
    public bool Receive(ReadOnlySpan<byte> payload, uint timestamp, long nowUs, out TelephoneEventReport report)
    {
        report = default;
        if (!TelephoneEvent.TryRead(payload, out var update)) return false;

        var isSame = _hasSegment && timestamp == _segment;
        if (isSame && IsActive) return Continue(update, nowUs, out report);
        if (isSame || IsOlder(timestamp)) return false; // repeated end, or a straggler

        if (IsNextSegment(update, timestamp))
        {
            _durationBefore += _segmentDuration;
            _segment = timestamp;
            _segmentDuration = 0;
            return Continue(update, nowUs, out report);
        }

        var endWasLost = IsActive && TryEnd(out report);
        Start(update, timestamp, nowUs);
        return endWasLost || (update.IsEnd && TryEnd(out report));
    }

    /// <summary>Called on the tick: ends the event whose end packets were all lost.</summary>
    /// <returns>True when an event ended.</returns>
    public bool Poll(long nowUs, out TelephoneEventReport report)
    {
        report = default;
        return IsActive && (_sawEnd || nowUs - _heardUs > SilenceUs) && TryEnd(out report);
    }

    /// <summary>Forgets everything, as when the source changes.</summary>
    public void Reset()
    {
        IsActive = false;
        _hasSegment = false;
    }

    private bool Continue(TelephoneEvent update, long nowUs, out TelephoneEventReport report)
    {
        report = default;
        _segmentDuration = Math.Max(_segmentDuration, update.Duration);
        _heardUs = nowUs;
        return update.IsEnd && TryEnd(out report);
    }

    private void Start(TelephoneEvent update, uint timestamp, long nowUs)
    {
        IsActive = true;
        _hasSegment = true;
        _segment = timestamp;
        _start = timestamp;
        _code = update.Code;
        _sawEnd = update.IsEnd;
        _durationBefore = 0;
        _segmentDuration = update.Duration;
        _heardUs = nowUs;
    }

    private bool TryEnd(out TelephoneEventReport report)
    {
        IsActive = false;
        report = new TelephoneEventReport(_code, _start, _durationBefore + _segmentDuration, _clockRateHz);
        return true;
    }

    // Ten seconds back is no straggler any more but a new time line.
    private bool IsOlder(uint timestamp) => _hasSegment && (int)(timestamp - _segment) is var ahead && ahead < 0 && ahead > -10 * _clockRateHz;

    private bool IsNextSegment(TelephoneEvent update, uint timestamp) =>
        IsActive && update.Code == _code && timestamp - _segment == ushort.MaxValue;
}
