using System.Diagnostics;
using ImsConference.Engine.Codecs;

namespace ImsConference.Engine.Rtp;

/// <summary>The way in of one stream: RTP packets of one peer go in, a 20 ms frame of PCM comes out on each tick.</summary>
/// <remarks>
/// Source tracking, telephone-events, jitter buffer, decoding and concealment put together. A pure function of packets and
/// their times. The caller has checked the packet's address before (<see cref="SymmetricLatch"/>).
/// </remarks>
public sealed class AudioReceiver : IDisposable
{
    private const int DefaultRateHz = 8000;

    private readonly JitterBuffer _jitter;
    private readonly FramePlayer _player;
    private readonly TelephoneEventReceiver _events = new(DefaultRateHz);
    private AudioFormat? _format; // that the jitter buffer reckons by
    private uint _bufferedSsrc;
    private bool _isBuffering;
    private TelephoneEventReport _endedEvent;
    private bool _hasEndedEvent;
    private long _refused;

    /// <param name="codecs">Makes the decoders.</param>
    /// <param name="options">Bounds of the delay.</param>
    /// <param name="bursts">Shared by all receivers; null: one of its own.</param>
    public AudioReceiver(CodecLibrary codecs, JitterOptions options, BurstMemory? bursts = null)
        : this(codecs.CreateDecoder, options, bursts)
    {
    }

    /// <param name="makeDecoder">For each format that the peer may send.</param>
    /// <param name="options">Bounds of the delay.</param>
    /// <param name="bursts">Shared by all receivers; null: one of its own.</param>
    internal AudioReceiver(Func<AudioFormat, IAudioDecoder> makeDecoder, JitterOptions options, BurstMemory? bursts = null)
    {
        _jitter = new JitterBuffer(options, bursts ?? new BurstMemory());
        _player = new FramePlayer(makeDecoder, _jitter);
    }

    /// <summary>What the peer may send.</summary>
    public PayloadMap Payloads { get; private set; } = PayloadMap.Empty;

    /// <summary>Id of RFC 6464's header extension as in a=extmap; 0 where it was not negotiated.</summary>
    public int LevelExtensionId { get; set; }

    /// <summary>Source, loss and jitter, for RTCP.</summary>
    public SourceTracker Source { get; } = new(DefaultRateHz);

    /// <summary>Of the next frame; it changes with the codec that the peer sends, and only in <see cref="Receive"/> and <see cref="Negotiate"/>.</summary>
    public int SampleRateHz => _format?.SampleRateHz ?? DefaultRateHz;

    /// <summary>Samples of the next frame: 20 ms.</summary>
    public int FrameSamples => SampleRateHz / 1000 * AudioFormat.FrameMs;

    /// <summary>What the peer sends now, or will by preference; null when it may send no audio.</summary>
    public AudioFormat? Format => _format;

    /// <summary>Mode that the peer asked us to send in last (CMR, RFC 4867 §4.3.1), or <see cref="AmrMode.NoRequest"/>: it has no preference, or none any more.</summary>
    public int ModeRequest { get; private set; } = AmrMode.NoRequest;

    /// <summary>What the sender told of the loudness of the last frame pulled; null when it did not, and the frame has to be measured.</summary>
    public AudioLevel? ToldLevel => _player.ToldLevel;

    /// <summary>The source tells its silences, and may be heard in them: by comfort noise (RFC 3389) or its codec's own.</summary>
    public bool TellsNoise => _player.TellsNoise;

    /// <summary>Packets accepted, late ones and duplicates included.</summary>
    public long PacketsReceived { get; private set; }

    /// <summary>Their payload.</summary>
    public long OctetsReceived { get; private set; }

    /// <summary>Packets after their time.</summary>
    public long PacketsLate => _jitter.LatePackets;

    /// <summary>Duplicates, overruns, malformed payloads, unknown payload types, and packets outside the sequence.</summary>
    public long PacketsDiscarded => _jitter.DuplicatePackets + _jitter.DiscardedPackets + _refused;

    /// <summary>Frames made up wholly or in part, until the concealment has faded.</summary>
    public long FramesConcealed => _player.FramesConcealed;

    /// <summary>Frames, or pieces of longer packets, that were decoded: not those whose silence or unimportance was known before.</summary>
    public long FramesDecoded => _player.PiecesDecoded;

    /// <summary>From the next sample to be heard to the newest one received, ms.</summary>
    public int BufferedMs => _jitter.Buffered / _jitter.UnitsAMs;

    /// <summary>True while a telephone-event is being received.</summary>
    public bool IsInEvent => _events.IsActive;

    /// <summary>True while a key is being pressed: by telephone-events, or heard as a tone.</summary>
    public bool IsKeyDown => IsInEvent || _player.Tones is { IsSounding: true };

    /// <summary>The present tick is late: what it receives has waited for it, and says less of the network.</summary>
    public bool IsLate
    {
        set => _jitter.IsLate = value;
    }

    /// <summary>Listen for DTMF tones in the speech of a peer that sends G.711 and has no telephone-events.</summary>
    public bool DetectsTones
    {
        get => _player.Tones is not null;
        set => _player.Tones = value ? _player.Tones ?? new DtmfDetector() : null;
    }

    /// <summary>What a tick reads and writes of it, for <see cref="CacheLines"/>; until the next <see cref="Negotiate"/>.</summary>
    public IEnumerable<object> Parts => [this, Source, _events, _jitter, .. _jitter.Parts, _player, .. _player.Parts];

    /// <summary>Takes what the peer may send from now on, and makes the decoders for it: it allocates, and is not for the tick.</summary>
    /// <exception cref="NotSupportedException">A codec is not available.</exception>
    public void Negotiate(PayloadMap payloads)
    {
        if (payloads.Equals(Payloads)) return;
        _player.Negotiate(payloads);
        Payloads = payloads;
        if (_format is null || !payloads.Formats.Contains(_format)) _format = payloads.Formats.FirstOrDefault();
        _isBuffering = false; // what is in the buffer may be read by other rules now
        Reckon();
    }

    /// <summary>Takes one packet.</summary>
    /// <param name="header">Parsed from it.</param>
    /// <param name="payload">The rest.</param>
    /// <param name="nowUs">Arrival, monotonic microseconds.</param>
    public ReceiveVerdict Receive(in RtpHeader header, ReadOnlySpan<byte> payload, long nowUs)
    {
        var meaning = Payloads[header.PayloadType];
        if (meaning.Kind == PayloadKind.Unknown) return Refuse(ReceiveVerdict.UnknownPayload);

        if (meaning.Kind == PayloadKind.Audio) Source.ClockRateHz = meaning.ClockRateHz;
        var verdict = Source.Receive(header, nowUs, timesSamples: meaning.Kind != PayloadKind.TelephoneEvent);
        if (verdict == SourceVerdict.Rejected) return Refuse(ReceiveVerdict.Rejected);

        PacketsReceived++;
        OctetsReceived += payload.Length;
        if (!_isBuffering || _bufferedSsrc != header.Ssrc || verdict == SourceVerdict.Restarted) Begin(header.Ssrc);
        if (Store(header, meaning, payload, nowUs) != JitterVerdict.Stored) return ReceiveVerdict.Unplayable;
        return verdict is SourceVerdict.NewSource or SourceVerdict.Restarted ? ReceiveVerdict.NewSource : ReceiveVerdict.Accepted;
    }

    /// <summary>Takes a telephone-event, or a tone, that has ended; call it on each tick until it returns false.</summary>
    public bool TryTakeEvent(long nowUs, out TelephoneEventReport report)
    {
        report = _endedEvent;
        if (!_hasEndedEvent) return _events.Poll(nowUs, out report) || (_player.Tones?.TryTake(out report) ?? false);
        _hasEndedEvent = false;
        return true;
    }

    /// <summary>Tells the loudness of the next frame without decoding it.</summary>
    /// <param name="level">As its packet tells, or <see cref="AudioLevel.Silence"/> where nobody speaks, though noise may be heard.</param>
    /// <returns>False when only <see cref="Pull"/> can tell.</returns>
    public bool TryPeek(out AudioLevel level) => _player.TryPeek(out level);

    /// <summary>Makes the next frame; it or <see cref="Skip"/> once a tick.</summary>
    /// <param name="frame"><see cref="FrameSamples"/> samples out.</param>
    public FrameKind Pull(Span<short> frame)
    {
        Debug.Assert(frame.Length == FrameSamples);
        return _player.Pull(frame, SampleRateHz);
    }

    /// <summary>Lets the next frame's time pass unheard: nothing is decoded.</summary>
    public void Skip() => _player.Skip();

    public void Dispose()
    {
        _player.Dispose();
        _jitter.Dispose();
    }

    private ReceiveVerdict Refuse(ReceiveVerdict verdict)
    {
        _refused++;
        return verdict;
    }

    private void Begin(uint ssrc)
    {
        _isBuffering = true;
        _bufferedSsrc = ssrc;
        ModeRequest = AmrMode.NoRequest;
        _events.Reset();
        Reckon();
        _player.ExpectNewSource();
    }

    private void Reckon() => _jitter.Begin(_format?.ClockRateHz ?? DefaultRateHz, SampleRateHz);

    private JitterVerdict Store(in RtpHeader header, in PayloadMeaning meaning, ReadOnlySpan<byte> payload, long nowUs)
    {
        if (meaning.Format is { } format) return StoreAudio(header, format, payload);
        if (meaning.Kind == PayloadKind.TelephoneEvent) NoteEvent(header, meaning.ClockRateHz, payload, nowUs);
        var noise = meaning.Kind == PayloadKind.ComfortNoise ? payload : default;
        if (meaning.ClockRateHz != SampleRateHz) noise = noise[..Math.Min(noise.Length, 1)]; // the level: its spectrum is of another rate
        return _jitter.InsertPause(header, isTimed: meaning.ClockRateHz == Source.ClockRateHz, noise);
    }

    private JitterVerdict StoreAudio(in RtpHeader header, AudioFormat format, ReadOnlySpan<byte> payload)
    {
        var decoder = _player.Decoder(header.PayloadType)!;
        var duration = decoder.Measure(payload);
        if (duration <= 0)
        {
            _refused++;
            return JitterVerdict.Discarded;
        }

        if (!ReferenceEquals(format, _format)) Switch(format);
        if (decoder.TryReadModeRequest(payload, out var mode)) ModeRequest = mode;
        return _jitter.Insert(header, duration, ReadLevel(header), payload);
    }

    // A codec with other clocks begins a time line of its own: what is left of the old one is a frame at most.
    private void Switch(AudioFormat format)
    {
        var before = _format!;
        _format = format;
        if (format.Equals(before)) return; // as another payload type, or negotiated again

        ModeRequest = AmrMode.NoRequest;
        if (format.ClockRateHz != before.ClockRateHz || format.SampleRateHz != before.SampleRateHz) Reckon();
    }

    private AudioLevel? ReadLevel(in RtpHeader header) =>
        LevelExtensionId != 0 && HeaderExtensions.TryFind(header, LevelExtensionId, out var data) && AudioLevel.TryRead(data, out var level)
            ? level
            : null;

    private void NoteEvent(in RtpHeader header, int clockRateHz, ReadOnlySpan<byte> payload, long nowUs)
    {
        _events.ClockRateHz = clockRateHz;
        if (!_events.Receive(payload, header.Timestamp, nowUs, out var report)) return;
        _endedEvent = report;
        _hasEndedEvent = true;
    }
}
