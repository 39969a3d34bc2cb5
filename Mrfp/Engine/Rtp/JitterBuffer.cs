namespace ImsConference.Engine.Rtp;

/// <summary>Adaptive jitter buffer for one source of a codec with one byte a sample, delivered in pieces of any length.</summary>
/// <remarks>
/// It has no clock: playout time moves by what is pulled. A packet's <em>margin</em> is its timestamp less the playout position when it
/// comes. A negative one makes the delay grow at once: playout steps back to the packet when nothing after it was heard yet,
/// else it pauses for at most a frame. The least margin of the last seconds, less a headroom, is <see cref="Excess"/>: it is dropped in
/// the next silence, or by the caller in small cuts. Internally sequence numbers and timestamps are 64 bits wide and never wrap.
/// </remarks>
public sealed class JitterBuffer
{
    /// <summary>Payload of at most 240 ms at 8 kHz (a=maxptime, TS 26.114 §6.2.2).</summary>
    public const int MaxPayloadBytes = 1920;

    private const int FrameMs = 20;
    private const int JumpMs = 2000; // a margin beyond this is a new time line, not delay

    private readonly SlotQueue _slots;
    private readonly MarginWindow _margins;
    private readonly int _initialDelay;
    private readonly int _maxDelay;
    private readonly int _headroom;
    private readonly int _frame;
    private readonly int _jump;

    private bool _isStarted;
    private long _newest; // highest sequence number seen
    private ulong _seen; // bit n: sequence number _newest − n was seen
    private long _playout; // timestamp of the next sample to pull
    private int _pause; // samples by which playout stands still, to let the delay grow
    private long _heardUntil; // end of the last speech pulled
    private long _lastPulled; // sequence number of the last packet consumed; −1: none on this time line
    private bool _isPaused; // the source said that it is silent
    private bool _isSpliced;
    private long _pulled;
    private long _lateSince = -1; // _pulled when the present run of late packets began

    public JitterBuffer(JitterOptions options, int clockRateHz = 8000)
    {
        var samplesAMs = clockRateHz / 1000;
        _frame = FrameMs * samplesAMs;
        _jump = JumpMs * samplesAMs;
        _initialDelay = options.InitialDelayMs * samplesAMs;
        _maxDelay = options.MaxDelayMs * samplesAMs;
        _headroom = options.HeadroomMs * samplesAMs;
        _margins = new MarginWindow(options.WindowMs * samplesAMs);
        _slots = new SlotQueue(_frame);
    }

    /// <summary>Packets that came after their time and were not played.</summary>
    public long LatePackets { get; private set; }

    /// <summary>Packets that came more than once.</summary>
    public long DuplicatePackets { get; private set; }

    /// <summary>Packets too long, or dropped because the buffer overran.</summary>
    public long DiscardedPackets { get; private set; }

    /// <summary>From the next sample to be heard to the end of the newest packet, samples.</summary>
    public int Buffered => _slots.IsEmpty ? 0 : (int)Math.Max(0, _slots.End - Position);

    /// <summary>By how many samples the delay is longer than the last seconds needed; 0 while that is not known.</summary>
    public int Excess => _margins.TryGetLeast(out var least) ? (int)Math.Max(0, least - _headroom) : 0;

    private long Position => _playout - _pause;

    /// <summary>Takes a packet of media.</summary>
    /// <param name="header">Of a source that is believed.</param>
    /// <param name="payload">One byte a sample, at most <see cref="MaxPayloadBytes"/>.</param>
    public JitterVerdict Insert(in RtpHeader header, ReadOnlySpan<byte> payload)
    {
        if (payload.Length > MaxPayloadBytes) return Discard();
        if (!TryEnter(header, out var sequence, out var timestamp)) return JitterVerdict.Duplicate;

        var isNewest = sequence == _newest;
        var margin = timestamp - Position;
        if (margin < -_jump || margin > _maxDelay)
        {
            if (!isNewest) return Discard();
            Jump(timestamp);
        }
        else if (timestamp < _playout && !TryGrow(timestamp, isNewest, header.Marker) && timestamp + payload.Length <= _playout)
            return Late();

        if (!_slots.TryAdd(sequence, timestamp, header.PayloadType, payload)) return Discard();
        if (isNewest) _lateSince = -1;
        _margins.Observe(timestamp - Position);
        return JitterVerdict.Stored;
    }

    /// <summary>Takes a packet that carries no media but tells that the source is silent: comfort noise or a telephone-event.</summary>
    public JitterVerdict InsertPause(in RtpHeader header)
    {
        if (!TryEnter(header, out var sequence, out var timestamp)) return JitterVerdict.Duplicate;
        if (timestamp - Position > _maxDelay)
        {
            if (sequence != _newest) return Discard();
            Jump(timestamp);
        }

        return _slots.TryAdd(sequence, timestamp, header.PayloadType, default) ? JitterVerdict.Stored : Discard();
    }

    /// <summary>Takes the next stretch of playout time.</summary>
    /// <param name="wanted">At most so many samples, at least 1.</param>
    /// <param name="payload">The bytes of speech, valid until the next call; otherwise empty.</param>
    public JitterSegment Pull(int wanted, out ReadOnlySpan<byte> payload)
    {
        var segment = Next(wanted, out payload) with { IsSpliced = _isSpliced };
        _isSpliced = false;
        _pulled += segment.Samples;
        _margins.Advance(segment.Samples);
        return segment;
    }

    /// <summary>Tells that the caller has pulled, and cut, so many samples beyond the passing of time.</summary>
    public void NoteCut(int samples) => _margins.Shift(-samples);

    /// <summary>Forgets the source; the next packet starts a new time line.</summary>
    public void Reset()
    {
        _isStarted = false;
        _slots.Clear();
    }

    private bool TryEnter(in RtpHeader header, out long sequence, out long timestamp)
    {
        if (!_isStarted) Start(header);
        sequence = _newest + (short)(header.Sequence - (ushort)_newest);
        timestamp = _playout + (int)(header.Timestamp - (uint)_playout);
        var ahead = sequence - _newest;
        if (ahead > 0)
        {
            _seen = ahead < 64 ? _seen << (int)ahead | 1 : 1;
            _newest = sequence;
            return true;
        }

        // What is older than the record may be new, and will be late then anyway.
        var bit = ahead > -64 ? 1UL << (int)-ahead : 0;
        if ((_seen & bit) != 0)
        {
            DuplicatePackets++;
            return false;
        }

        _seen |= bit;
        return true;
    }

    private void Start(in RtpHeader header)
    {
        _isStarted = true;
        _newest = header.Sequence + 0x1_0000; // room below for packets that come after but belong before
        _seen = 0;
        Anchor(header.Timestamp + (1L << 32));
    }

    private void Anchor(long timestamp)
    {
        _playout = timestamp - _initialDelay;
        _pause = 0;
        _heardUntil = long.MinValue;
        _lastPulled = -1;
        _isPaused = false;
        _isSpliced = true;
        _lateSince = -1;
        _margins.Clear();
    }

    private void Jump(long timestamp)
    {
        DiscardedPackets += _slots.Count;
        _slots.Clear();
        Anchor(timestamp);
    }

    private JitterVerdict Late()
    {
        LatePackets++;
        return JitterVerdict.Late;
    }

    private JitterVerdict Discard()
    {
        DiscardedPackets++;
        return JitterVerdict.Discarded;
    }

    // True when the packet will be heard whole after all.
    private bool TryGrow(long timestamp, bool isNewest, bool isMarked)
    {
        var growth = (int)Math.Max(0, Position - timestamp);
        var room = (int)Math.Max(0, _maxDelay - _margins.Greatest(otherwise: _initialDelay));
        if (timestamp >= _heardUntil && growth <= room)
        {
            _pause = (int)Math.Max(0, _pause - (_playout - timestamp));
            _playout = timestamp;
            _margins.Shift(growth);
            return true;
        }

        if (!isNewest)
        {
            Pause(Math.Min(Math.Min(growth, _frame), room));
            return false;
        }

        if (!IsLasting(isMarked)) return false;
        Jump(timestamp);
        return true;
    }

    // A straggler would come too late again: the delay grows for its successors.
    private void Pause(int samples)
    {
        _pause += samples;
        _margins.Shift(samples);
    }

    // A burst that was held up ends by itself; a source that stays too late, or begins to talk anew, sets the time.
    private bool IsLasting(bool isMarked)
    {
        if (_lateSince < 0) _lateSince = _pulled;
        return isMarked || _pulled - _lateSince >= 3 * _frame;
    }

    private JitterSegment Next(int wanted, out ReadOnlySpan<byte> payload)
    {
        payload = default;
        if (!_isStarted) return new JitterSegment(JitterKind.Silence, wanted);
        if (_pause > 0)
        {
            var samples = Math.Min(wanted, _pause);
            _pause -= samples;
            return new JitterSegment(JitterKind.Empty, samples);
        }

        ConsumePassed();
        if (_slots.IsEmpty)
        {
            _playout += wanted;
            return new JitterSegment(_isPaused ? JitterKind.Silence : JitterKind.Empty, wanted);
        }

        return _slots.First.Timestamp > _playout ? Gap(wanted) : Speech(wanted, out payload);
    }

    private void ConsumePassed()
    {
        while (!_slots.IsEmpty && _slots.First.End <= _playout)
        {
            _lastPulled = _slots.First.Sequence;
            _isPaused = _slots.First.IsPause;
            _slots.RemoveFirst();
        }
    }

    private JitterSegment Gap(int wanted)
    {
        var gap = _slots.First.Timestamp - _playout;
        var isSilence = _isPaused || _lastPulled < 0 || _slots.First.Sequence <= _lastPulled + 1;
        if (isSilence && Excess > 0)
        {
            var cut = (int)Math.Min(Excess, gap);
            _playout += cut;
            gap -= cut;
            NoteCut(cut);
            if (gap == 0) return new JitterSegment(JitterKind.Silence, 0);
        }

        var samples = (int)Math.Min(wanted, gap);
        _playout += samples;
        return new JitterSegment(isSilence ? JitterKind.Silence : JitterKind.Lost, samples);
    }

    private JitterSegment Speech(int wanted, out ReadOnlySpan<byte> payload)
    {
        var slot = _slots.First;
        var from = (int)(_playout - slot.Timestamp);
        var samples = Math.Min(wanted, slot.Length - from);
        payload = _slots.FirstPayload.Slice(from, samples);
        _playout += samples;
        _heardUntil = _playout;
        _lastPulled = slot.Sequence;
        _isPaused = false;
        return new JitterSegment(JitterKind.Speech, samples, slot.PayloadType);
    }
}
