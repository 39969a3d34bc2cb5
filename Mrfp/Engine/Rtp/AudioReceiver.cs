using System.Diagnostics;
using ImsConference.Engine.Codecs;

namespace ImsConference.Engine.Rtp;

/// <summary>The way in of one G.711 stream: RTP packets of one peer go in, a 20 ms frame of PCM comes out on each tick.</summary>
/// <remarks>
/// Source tracking, telephone-events, jitter buffer, decoding and concealment put together. A pure function of packets and
/// their times. The caller has checked the packet's address before (<see cref="SymmetricLatch"/>).
/// </remarks>
public sealed class AudioReceiver
{
    /// <summary>Of G.711 and of the frames.</summary>
    public const int ClockRateHz = 8000;

    /// <summary>20 ms.</summary>
    public const int FrameSamples = 160;

    private const int PullsBetweenCuts = 25; // half a second: at most 3 % faster

    private readonly JitterBuffer _jitter;
    private readonly TelephoneEventReceiver _events = new(ClockRateHz);
    private readonly PacketLossConcealment _concealment = new(ClockRateHz);
    private bool _isBuffering;
    private uint _bufferedSsrc;
    private int _pullsToCut;
    private TelephoneEventReport _endedEvent;
    private bool _hasEndedEvent;
    private long _refused;

    public AudioReceiver(JitterOptions options) => _jitter = new JitterBuffer(options, ClockRateHz);

    /// <summary>What the peer may send; change it at any time.</summary>
    public PayloadMap Payloads { get; } = new();

    /// <summary>Source, loss and jitter, for RTCP.</summary>
    public SourceTracker Source { get; } = new(ClockRateHz);

    /// <summary>Packets accepted, late ones and duplicates included.</summary>
    public long PacketsReceived { get; private set; }

    /// <summary>Their payload.</summary>
    public long OctetsReceived { get; private set; }

    /// <summary>Packets after their time.</summary>
    public long PacketsLate => _jitter.LatePackets;

    /// <summary>Duplicates, overruns, unknown payload types, and packets outside the sequence.</summary>
    public long PacketsDiscarded => _jitter.DuplicatePackets + _jitter.DiscardedPackets + _refused;

    /// <summary>Frames made up wholly or in part, until the concealment has faded.</summary>
    public long FramesConcealed { get; private set; }

    /// <summary>From the next sample to be heard to the newest one received, ms.</summary>
    public int BufferedMs => _jitter.Buffered * 1000 / ClockRateHz;

    /// <summary>True while a telephone-event is being received.</summary>
    public bool IsInEvent => _events.IsActive;

    /// <summary>Takes one packet.</summary>
    /// <param name="header">Parsed from it.</param>
    /// <param name="payload">The rest.</param>
    /// <param name="nowUs">Arrival, monotonic microseconds.</param>
    public ReceiveVerdict Receive(in RtpHeader header, ReadOnlySpan<byte> payload, long nowUs)
    {
        var kind = Payloads[header.PayloadType];
        if (kind == PayloadKind.Unknown) return Refuse(ReceiveVerdict.UnknownPayload);

        var verdict = Source.Receive(header, nowUs, timesSamples: kind != PayloadKind.TelephoneEvent);
        if (verdict == SourceVerdict.Rejected) return Refuse(ReceiveVerdict.Rejected);

        PacketsReceived++;
        OctetsReceived += payload.Length;
        if (!_isBuffering || _bufferedSsrc != header.Ssrc || verdict == SourceVerdict.Restarted) Begin(header.Ssrc);

        JitterVerdict stored;
        if (kind is PayloadKind.Pcmu or PayloadKind.Pcma)
        {
            stored = _jitter.Insert(header, payload);
        }
        else
        {
            stored = _jitter.InsertPause(header);
            if (kind == PayloadKind.TelephoneEvent) NoteEvent(header, payload, nowUs);
        }

        if (stored != JitterVerdict.Stored) return ReceiveVerdict.Unplayable;
        return verdict is SourceVerdict.NewSource or SourceVerdict.Restarted ? ReceiveVerdict.NewSource : ReceiveVerdict.Accepted;
    }

    /// <summary>Takes a telephone-event that has ended; call it on each tick until it returns false.</summary>
    public bool TryTakeEvent(long nowUs, out TelephoneEventReport report)
    {
        report = _endedEvent;
        if (!_hasEndedEvent) return _events.Poll(nowUs, out report);
        _hasEndedEvent = false;
        return true;
    }

    /// <summary>Makes the next frame; once a tick.</summary>
    /// <param name="frame"><see cref="FrameSamples"/> samples out.</param>
    public FrameKind Pull(Span<short> frame)
    {
        Debug.Assert(frame.Length == FrameSamples);
        var tally = Fill(frame);
        if (tally.Heard == frame.Length && --_pullsToCut <= 0) Catch(frame);
        if (tally.Concealed > 0) FramesConcealed++;
        if (tally.Heard > 0) return FrameKind.Heard;
        return tally.Concealed > 0 ? FrameKind.Concealed : FrameKind.Silent;
    }

    private ReceiveVerdict Refuse(ReceiveVerdict verdict)
    {
        _refused++;
        return verdict;
    }

    // What was heard so far stays in the concealment, so that the new source is faded in over the end of the old one.
    private void Begin(uint ssrc)
    {
        _isBuffering = true;
        _bufferedSsrc = ssrc;
        _jitter.Reset();
        _events.Reset();
    }

    private void NoteEvent(in RtpHeader header, ReadOnlySpan<byte> payload, long nowUs)
    {
        if (!_events.Receive(payload, header.Timestamp, nowUs, out var report)) return;
        _endedEvent = report;
        _hasEndedEvent = true;
    }

    private Tally Fill(Span<short> samples)
    {
        var tally = default(Tally);
        while (!samples.IsEmpty)
        {
            var segment = _jitter.Pull(samples.Length, out var payload);
            if (segment.IsSpliced) _concealment.Splice();

            var part = samples[..segment.Samples];
            samples = samples[segment.Samples..];
            switch (segment.Kind)
            {
                case JitterKind.Speech:
                    G711.Decode(Payloads[segment.PayloadType] == PayloadKind.Pcma ? G711Law.A : G711Law.Mu, payload, part);
                    _concealment.Good(part);
                    tally.Heard += part.Length;
                    break;
                case JitterKind.Silence:
                    _concealment.Silence(part);
                    break;
                default:
                    if (!_concealment.IsFaded) tally.Concealed += part.Length;
                    _concealment.Conceal(part);
                    break;
            }
        }

        return tally;
    }

    // The buffer holds more than was needed for seconds: play this frame a little faster.
    private void Catch(Span<short> frame)
    {
        var cut = TimeCompression.FindCut(frame, _jitter.Excess, ClockRateHz);
        if (cut == 0) return;
        TimeCompression.Remove(frame, cut, ClockRateHz);
        Fill(frame[^cut..]);
        _jitter.NoteCut(cut);
        _pullsToCut = PullsBetweenCuts;
    }

    private record struct Tally(int Heard, int Concealed);
}
