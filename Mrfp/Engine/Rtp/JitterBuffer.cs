using ImsConference.Engine.Codecs;

namespace ImsConference.Engine.Rtp;

/// <summary>Adaptive jitter buffer for one source: a time line on which packets of any duration lie, taken off in pieces of any length.</summary>
/// <remarks>
/// It has no clock: playout time moves by what is pulled. A packet's <em>margin</em> is its timestamp less the playout position when it
/// comes. A negative one makes the delay grow at once: playout steps back to the packet when nothing after it was heard yet,
/// else it pauses for at most a frame. What the last packets did not need is <see cref="Excess"/>: it is dropped in
/// the next silence, or by the caller in small cuts; <see cref="Shortage"/> likewise is added. Internally sequence numbers and timestamps are 64 bits
/// wide and never wrap. Time is reckoned in <em>units</em> of the RTP clock or, where that is slower, of the samples.
/// </remarks>
public sealed class JitterBuffer : IDisposable
{
    private const int FrameMs = 20;
    private const int JumpMs = 2000; // a margin beyond this is a new time line, not delay

    private readonly SlotQueue _slots;
    private readonly JitterOptions _options;
    private readonly DelayPlan _plan;
    private int _clockUnits = 1; // of the RTP clock, in one of ours
    private int _unitsAMs = 8;

    private bool _isStarted;
    private long _newest; // highest sequence number seen
    private ulong _seen; // bit n: sequence number _newest − n was seen
    private long _playout; // timestamp of the next unit to pull
    private int _pause; // units by which playout stands still, to let the delay grow
    private long _heardUntil; // end of the last speech pulled
    private long _lastPulled; // sequence number of the last packet consumed; −1: none on this time line
    private long _lossBefore; // sequence number of the packet behind the present loss
    private long _lossStart; // where the end of the loss begins that may be restored
    private bool _isPaused; // the source said that it is silent
    private readonly byte[] _noise = new byte[ComfortNoise.MostBytes]; // and how its silence sounds
    private int _noiseBytes;
    private bool _isSpliced;
    private long _pulled;
    private long _lateSince = -1; // _pulled when the present run of late packets began

    /// <param name="options">Bounds of the delay.</param>
    /// <param name="bursts">Where it borrows room for a burst.</param>
    public JitterBuffer(JitterOptions options, BurstMemory bursts)
    {
        _options = options;
        _slots = new SlotQueue(bursts);
        _plan = new DelayPlan(options.WindowMs);
    }

    /// <summary>The present tick is late: its packets have waited for it.</summary>
    public bool IsLate { get; set; }

    /// <summary>Packets that came after their time and were not played.</summary>
    public long LatePackets { get; private set; }

    /// <summary>Packets that came more than once.</summary>
    public long DuplicatePackets { get; private set; }

    /// <summary>Packets for which there was no room, or dropped because the time line broke.</summary>
    public long DiscardedPackets { get; private set; }

    /// <summary>Units a millisecond.</summary>
    public int UnitsAMs => _unitsAMs;

    /// <summary>From the next unit to be heard to the end of the newest packet.</summary>
    public int Buffered => _slots.IsEmpty ? 0 : (int)Math.Max(0, _slots.End - Position);

    /// <summary>By how many units the delay is longer than the last seconds needed; 0 while that is not known.</summary>
    public int Excess => _plan.Excess;

    /// <summary>By how many units the delay should grow before it is needed.</summary>
    public int Shortage => _plan.Shortage;

    internal IEnumerable<object> Parts => [_plan, _slots, .. _slots.Parts];

    private long Position => _playout - _pause;

    private int Frame => FrameMs * _unitsAMs;

    private int MaxDelay => _options.MaxDelayMs * _unitsAMs;

    /// <summary>Forgets the source; the next packet starts a new time line.</summary>
    /// <param name="clockRateHz">Of its timestamps.</param>
    /// <param name="sampleRateHz">Of what is decoded. One is a multiple of the other.</param>
    public void Begin(int clockRateHz, int sampleRateHz)
    {
        var unitRateHz = Math.Min(clockRateHz, sampleRateHz);
        _clockUnits = clockRateHz / unitRateHz;
        _unitsAMs = unitRateHz / 1000;
        if (_isStarted) ConsumePassed();
        _isStarted = false;
        DiscardedPackets += _slots.Count;
        _slots.Clear();
    }

    /// <summary>Takes a packet of media.</summary>
    /// <param name="header">Of a source that is believed.</param>
    /// <param name="duration">In units of the RTP clock, at least 1.</param>
    /// <param name="level">What the packet tells of its loudness.</param>
    /// <param name="payload">Copied.</param>
    public JitterVerdict Insert(in RtpHeader header, int duration, AudioLevel? level, ReadOnlySpan<byte> payload)
    {
        if (!TryEnter(header, out var sequence, out var timestamp)) return JitterVerdict.Duplicate;

        var length = Math.Max(1, duration / _clockUnits);
        var isNewest = sequence == _newest;
        var margin = timestamp - Position;
        if (margin < -JumpMs * _unitsAMs || margin > MaxDelay)
        {
            if (!isNewest) return Discard();
            Jump(timestamp);
        }
        else if (timestamp < _playout && !TryGrow(timestamp, isNewest, header.Marker) && timestamp + length <= _playout)
            return Late();

        if (!_slots.TryAdd(new Slot(sequence, timestamp, length, header.PayloadType, level), payload)) return Discard();
        if (isNewest) _lateSince = -1;
        _plan.Observe(timestamp - Position, isPunctual: !IsLate);
        return JitterVerdict.Stored;
    }

    /// <summary>Takes a packet that carries no media but tells that the source is silent: comfort noise or a telephone-event.</summary>
    /// <param name="header">Of a source that is believed.</param>
    /// <param name="isTimed">False when its timestamp is of another clock than the media's: then it follows what is there.</param>
    /// <param name="noise">Describes the noise to be heard meanwhile (RFC 3389 §3.3); empty: it is as it was.</param>
    public JitterVerdict InsertPause(in RtpHeader header, bool isTimed, ReadOnlySpan<byte> noise)
    {
        if (!TryEnter(header, out var sequence, out var timestamp)) return JitterVerdict.Duplicate;
        if (!isTimed) timestamp = _slots.IsEmpty ? _playout : _slots.End;
        if (timestamp - Position > MaxDelay)
        {
            if (sequence != _newest) return Discard();
            Jump(timestamp);
        }

        return _slots.TryAdd(new Slot(sequence, timestamp, 0, header.PayloadType, null), noise[..Math.Min(noise.Length, _noise.Length)]) ? JitterVerdict.Stored : Discard();
    }

    /// <summary>Takes the next stretch of playout time.</summary>
    /// <param name="wanted">At most so many units, at least 1.</param>
    /// <param name="payload">Of speech the packet's whole payload, of the end of a loss that of the packet behind it, of silence what describes its noise; otherwise
    /// empty. Valid until the next call.</param>
    public JitterSegment Pull(int wanted, out ReadOnlySpan<byte> payload)
    {
        var segment = Next(wanted, out payload) with { IsSpliced = _isSpliced };
        _isSpliced = false;
        if (segment.Kind == JitterKind.Silence) payload = _noise.AsSpan(0, _noiseBytes);
        _pulled += segment.Units;
        _plan.Advance(segment.Units);
        return segment;
    }

    /// <summary>What the next unit will be.</summary>
    /// <param name="payload">Of speech: the packet's whole payload. Valid until the next call.</param>
    /// <param name="payloadType">Of speech.</param>
    /// <param name="level">Of speech: what its packet tells of its loudness.</param>
    public JitterKind Peek(out ReadOnlySpan<byte> payload, out byte payloadType, out AudioLevel? level)
    {
        payload = default;
        payloadType = 0;
        level = null;
        if (!_isStarted) return JitterKind.Silence;
        ConsumePassed();
        if (_pause > 0 || _slots.IsEmpty) return _isPaused ? JitterKind.Silence : JitterKind.Empty;
        var first = _slots.First;
        if (first.Timestamp > _playout) return IsPauseBefore(first) ? JitterKind.Silence : JitterKind.Lost;
        payload = _slots.FirstPayload;
        payloadType = first.PayloadType;
        level = first.Level;
        return JitterKind.Speech;
    }

    /// <summary>Tells that the speech pulled last says that nobody speaks: until another packet comes, there is silence and no loss.</summary>
    public void NoteSilence() => _isPaused = true;

    /// <summary>Tells that the caller has pulled, and cut, so many units beyond the passing of time.</summary>
    public void NoteCut(int units) => _plan.NoteCut(units);

    /// <summary>Tells that the caller has let so many units of time pass without pulling.</summary>
    public void NoteStretched(int units) => _plan.NoteStretched(units);

    private bool TryEnter(in RtpHeader header, out long sequence, out long timestamp)
    {
        if (!_isStarted) Start(header);
        ConsumePassed();
        sequence = _newest + (short)(header.Sequence - (ushort)_newest);
        var near = _playout * _clockUnits;
        timestamp = (near + (int)(header.Timestamp - (uint)near)) / _clockUnits;
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
        Anchor((header.Timestamp + (1L << 40)) / _clockUnits);
    }

    private void Anchor(long timestamp)
    {
        _playout = timestamp - _options.InitialDelayMs * _unitsAMs;
        _pause = 0;
        _heardUntil = long.MinValue;
        _lastPulled = -1;
        _isPaused = false;
        _noiseBytes = 0;
        _isSpliced = true;
        _lateSince = -1;
        _lossBefore = -1;
        _plan.Begin(_unitsAMs);
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
        var room = (int)Math.Max(0, MaxDelay - _plan.Greatest(otherwise: _options.InitialDelayMs * _unitsAMs));
        if (timestamp >= _heardUntil && growth <= room)
        {
            _pause = (int)Math.Max(0, _pause - (_playout - timestamp));
            _playout = timestamp;
            _plan.NoteGrown(growth);
            return true;
        }

        if (!isNewest)
        {
            Pause(Math.Min(Math.Min(growth, Frame), room));
            return false;
        }

        if (!IsLasting(isMarked)) return false;
        Jump(timestamp);
        return true;
    }

    // A straggler would come too late again: the delay grows for its successors.
    private void Pause(int units)
    {
        _pause += units;
        _plan.NoteGrown(units);
    }

    // A burst that was held up ends by itself; a source that stays too late, or begins to talk anew, sets the time.
    private bool IsLasting(bool isMarked)
    {
        if (_lateSince < 0) _lateSince = _pulled;
        return isMarked || _pulled - _lateSince >= 3 * Frame;
    }

    /// <summary>Gives back what it has borrowed; nothing is pushed or pulled any more.</summary>
    public void Dispose() => _slots.Dispose();

    private JitterSegment Next(int wanted, out ReadOnlySpan<byte> payload)
    {
        payload = default;
        if (!_isStarted) return new JitterSegment(JitterKind.Silence, wanted);
        if (_pause > 0)
        {
            var units = Math.Min(wanted, _pause);
            _pause -= units;
            return new JitterSegment(_isPaused ? JitterKind.Silence : JitterKind.Empty, units);
        }

        ConsumePassed();
        if (_slots.IsEmpty)
        {
            _playout += wanted;
            return new JitterSegment(_isPaused ? JitterKind.Silence : JitterKind.Empty, wanted);
        }

        var first = _slots.First;
        if (first.Timestamp > _playout) return IsPauseBefore(first) ? Silence(wanted) : Loss(wanted, out payload);
        return Speech(wanted, out payload);
    }

    // Sequence numbers that go on over a gap in time say that nothing was sent.
    private bool IsPauseBefore(in Slot slot) => _isPaused || _lastPulled < 0 || slot.Sequence <= _lastPulled + 1;

    private void ConsumePassed()
    {
        while (!_slots.IsEmpty && _slots.First.End <= _playout)
        {
            _lastPulled = _slots.First.Sequence;
            if (_slots.First.IsPause) BeginPause();
            _slots.RemoveFirst();
        }
    }

    private void BeginPause()
    {
        _isPaused = true;
        if (_slots.FirstPayload is not { IsEmpty: false } noise) return;
        noise.CopyTo(_noise);
        _noiseBytes = noise.Length;
    }

    // Nobody hears how long it is: here the delay is corrected first of all.
    private JitterSegment Silence(int wanted)
    {
        var gap = _slots.First.Timestamp - _playout;
        if (Excess > 0)
        {
            var cut = (int)Math.Min(Excess, gap);
            _playout += cut;
            gap -= cut;
            _plan.NoteCut(cut);
            if (gap == 0) return new JitterSegment(JitterKind.Silence, 0);
        }
        else if (Shortage > 0)
        {
            _playout -= Shortage;
            gap += Shortage;
            _plan.NoteStretched(Shortage);
        }

        var units = (int)Math.Min(wanted, gap);
        _playout += units;
        return new JitterSegment(JitterKind.Silence, units);
    }

    // Its last frame is a piece: the packet behind it may help to restore it.
    private JitterSegment Loss(int wanted, out ReadOnlySpan<byte> payload)
    {
        payload = default;
        var next = _slots.First;
        var gap = next.Timestamp - _playout;
        if (gap > Frame)
        {
            var units = (int)Math.Min(wanted, gap - Frame);
            _playout += units;
            return new JitterSegment(JitterKind.Lost, units);
        }

        if (_lossBefore != next.Sequence) (_lossBefore, _lossStart) = (next.Sequence, _playout);
        payload = _slots.FirstPayload;
        var segment = Part(JitterKind.Lost, (int)Math.Min(wanted, gap), _lossStart, next.Timestamp, next.PayloadType);
        _playout += segment.Units;
        return segment;
    }

    private JitterSegment Speech(int wanted, out ReadOnlySpan<byte> payload)
    {
        var slot = _slots.First;
        payload = _slots.FirstPayload;
        var segment = Part(JitterKind.Speech, (int)Math.Min(wanted, slot.End - _playout), slot.Timestamp, slot.End, slot.PayloadType);
        _playout += segment.Units;
        _heardUntil = _playout;
        _lastPulled = slot.Sequence;
        _isPaused = false;
        _noiseBytes = 0;
        return segment with { Level = slot.Level };
    }

    private JitterSegment Part(JitterKind kind, int units, long start, long end, byte payloadType) =>
        new(kind, units, payloadType, (int)(_playout - start), (int)(end - start), start);
}
