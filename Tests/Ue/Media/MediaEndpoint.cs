using System.Net;
using ImsConference.Engine.Rtp;
using ImsConference.Tests.Ue.Hearing;
using ImsConference.Tests.Ue.Sounds;

namespace ImsConference.Tests.Ue.Media;

/// <summary>Ears and mouth of a UE: sends its voice each 20 ms, takes what comes, reports by RTCP. Its state belongs to the media thread.</summary>
public sealed class MediaEndpoint : IAsyncDisposable
{
    private const int MaxPacket = 1500;

    // A listener gives up on a silent peer this long after the clip should have been full.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly MediaThread _thread;
    private readonly MediaPorts _ports;
    private readonly RtpSender _sender = RtpSender.CreateRandom();
    private readonly TelephoneEventSender _events;
    private readonly List<Listener> _listeners = [];
    private readonly Queue<char> _digitsToSend = new();
    private readonly List<char> _digits = [];
    private readonly byte[] _packet = new byte[MaxPacket];
    private readonly byte[] _payload = new byte[MaxPacket];
    private readonly Dictionary<byte, Ear> _ears = [];
    private readonly string _cname;
    private Mouth? _mouth;
    private ISound _voice;
    private MediaSettings _settings = new();
    private SourceTracker _source;
    private ReportExchange _reports;
    private TaskCompletionSource? _digitsSent;
    private uint _lastEventTimestamp;
    private long _received;
    private long _rejected;
    private long _lastArrivalUs;
    private long _longestGapUs;
    private int _contributors;

    private MediaEndpoint(MediaThread thread, MediaPorts ports, ISound voice, string cname)
    {
        _thread = thread;
        _ports = ports;
        _voice = voice;
        _events = new TelephoneEventSender(_sender);
        _cname = cname;
        (_source, _reports) = NewReports();
        Local = ports.Rtp.Local.ToEndPoint();
    }

    /// <summary>Our RTP address; RTCP is one above.</summary>
    public IPEndPoint Local { get; }

    /// <summary>Our SSRC: the src-id and CSRC by which the others know this UE's voice.</summary>
    public uint Ssrc => _sender.Ssrc;

    /// <summary>Binds a pair of ports; nothing is sent before <see cref="ApplyAsync"/>.</summary>
    /// <param name="thread">Paces it.</param>
    /// <param name="address">Local address.</param>
    /// <param name="voice">What it says.</param>
    /// <param name="cname">RTCP CNAME.</param>
    public static async Task<MediaEndpoint> OpenAsync(MediaThread thread, IPAddress address, ISound voice, string cname)
    {
        var endpoint = new MediaEndpoint(thread, MediaPorts.Open(address), voice, cname);
        await thread.AddAsync(endpoint);
        return endpoint;
    }

    /// <summary>Brings the media in line with what was agreed.</summary>
    public Task ApplyAsync(MediaSettings settings) => _thread.RunAsync(() =>
    {
        if (settings.Format.ClockRateHz != _settings.Format.ClockRateHz)
        {
            _settings = settings;
            (_source, _reports) = NewReports();
        }

        _settings = settings;
        Speak(settings);
        if (settings.Remote.IsKnown) _ports.Rtp.Connect(settings.Remote);
        if (settings.RemoteRtcp.IsKnown && !settings.IsMuxed) _ports.Rtcp.Connect(settings.RemoteRtcp);
        return true;
    });

    public Task SayAsync(ISound voice) => _thread.RunAsync(() => _voice = voice);

    /// <summary>Takes down what comes in from now on, for that long; what never came is missing in it.</summary>
    public async Task<AudioClip> ListenAsync(TimeSpan duration, CancellationToken stop = default)
    {
        var listener = new Listener(new AudioClip(duration));
        await _thread.RunAsync(() =>
        {
            _listeners.Add(listener);
            return true;
        });
        try
        {
            var limit = Task.Delay(duration + Patience, stop);
            await Task.WhenAny(listener.Done.Task, limit);
            stop.ThrowIfCancellationRequested();
        }
        finally
        {
            await _thread.RunAsync(() => _listeners.Remove(listener));
        }

        return listener.Clip;
    }

    /// <summary>Sends telephone-events (RFC 4733), 100 ms each; complete when the last is out.</summary>
    /// <param name="digits">0-9 * # A-D.</param>
    public async Task SendDigitsAsync(string digits) => await await _thread.RunAsync(() =>
    {
        if (_settings.EventPayloadType is null) throw new InvalidOperationException("telephone-event was not agreed");
        foreach (var digit in digits) _digitsToSend.Enqueue(digit);
        _digitsSent ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _digitsSent.Task;
    });

    public Task<MediaFigures> FiguresAsync() => _thread.RunAsync(() => new MediaFigures
    {
        PacketsSent = _sender.Packets,
        PacketsReceived = _received,
        PacketsLost = _source.IsValid ? _source.CumulativeLost : 0,
        PacketsRejected = _rejected,
        JitterMs = _source.JitterMs,
        LongestArrivalGapMs = _longestGapUs / 1000.0,
        Contributors = _contributors,
        SenderReports = _reports.SenderReports,
        ReceptionReports = _reports.ReceptionReports,
        PeerPacketsLost = _reports.PeerPacketsLost,
        RoundTripMs = _reports.RoundTripMs,
        Digits = string.Concat(_digits),
    });

    /// <summary>Begins the figures of arrival anew: what came before (silence on hold, the wait for others) does not count.</summary>
    public Task ResetArrivalAsync() => _thread.RunAsync(() => _lastArrivalUs = _longestGapUs = 0);

    public async ValueTask DisposeAsync()
    {
        if (!await _thread.RemoveAsync(this)) return;
        var length = _reports.WriteBye(_packet);
        if (_settings.RemoteRtcp.IsKnown) RtcpPort.TrySend(_packet.AsSpan(0, length), _settings.RemoteRtcp);
        _mouth?.Dispose();
        foreach (var ear in _ears.Values) ear.Dispose();
        _ports.Dispose();
    }

    /// <summary>The 20 ms tick: take what came, send one packet.</summary>
    internal void Tick()
    {
        Receive();
        ReceiveReports();
        SendFrame();
        var length = _settings.RemoteRtcp.IsKnown ? _reports.WriteIfDue(_packet, _settings.Sends) : 0;
        if (length > 0) RtcpPort.TrySend(_packet.AsSpan(0, length), _settings.RemoteRtcp);
    }

    /// <summary>Takes the packets that have come.</summary>
    internal void Receive()
    {
        while (_ports.Rtp.TryReceive(_packet, out var length, out _))
        {
            var packet = _packet.AsSpan(0, length);
            switch (PacketKinds.Of(packet))
            {
                case PacketKind.Rtp when TryTakeRtp(packet): break;
                case PacketKind.Rtcp: _reports.Take(packet); break;
                default: _rejected++; break;
            }
        }
    }

    private IPacketPort RtcpPort => _settings.IsMuxed ? _ports.Rtp : _ports.Rtcp;

    private void ReceiveReports()
    {
        while (_ports.Rtcp.TryReceive(_packet, out var length, out _)) _reports.Take(_packet.AsSpan(0, length));
    }

    private bool TryTakeRtp(ReadOnlySpan<byte> packet)
    {
        if (!RtpHeader.TryParse(packet, out var header, out var payload)) return false;
        var isEvent = header.PayloadType == _settings.EventPayloadType;
        if (!isEvent && !_settings.Receives.ContainsKey(header.PayloadType)) return false;

        var now = _thread.Clock.NowUs;
        if (_source.Receive(header, now, !isEvent) == SourceVerdict.Rejected) return false;
        _received++;
        _contributors = header.ContributorCount;
        if (_lastArrivalUs != 0) _longestGapUs = Math.Max(_longestGapUs, now - _lastArrivalUs);
        _lastArrivalUs = now;
        if (isEvent) TakeEvent(header, payload);
        else if (_listeners.Count > 0) Hear(header, payload);
        return true;
    }

    private void Hear(in RtpHeader header, ReadOnlySpan<byte> payload)
    {
        if (!EarFor(header.PayloadType).TryHear(header.Timestamp, payload, out var at, out var samples)) return;
        foreach (var listener in _listeners)
        {
            listener.Clip.Add(header.Ssrc, at, samples);
            if (listener.Clip.IsComplete) listener.Done.TrySetResult();
        }
    }

    // The end comes three times under one timestamp; the first packet of an event counts.
    private void TakeEvent(in RtpHeader header, ReadOnlySpan<byte> payload)
    {
        if (header.Timestamp == _lastEventTimestamp || !TelephoneEvent.TryRead(payload, out var value)) return;
        _lastEventTimestamp = header.Timestamp;
        if (TelephoneEvent.TryGetDigit(value.Code, out var digit)) _digits.Add(digit);
    }

    private void SendFrame()
    {
        if (!_settings.Remote.IsKnown || !_settings.Sends)
        {
            _sender.Skip(_settings.Format.FrameTicks);
            return;
        }

        if (!_events.IsActive && _digitsToSend.TryDequeue(out var digit)) StartEvent(digit);
        var length = _events.IsActive && _settings.EventPayloadType is { } eventType
            ? _events.Send(_packet, eventType, _settings.Format.FrameTicks)
            : WriteVoice();
        if (length > 0) _ports.Rtp.TrySend(_packet.AsSpan(0, length), _settings.Remote);
        if (_digitsSent is null || _events.IsActive || _digitsToSend.Count > 0) return;
        _digitsSent.SetResult();
        _digitsSent = null;
    }

    private void StartEvent(char digit)
    {
        const int Frames = 5;
        if (TelephoneEvent.TryGetCode(digit, out var code)) _events.Start(code, Frames * _settings.Format.FrameTicks);
    }

    /// <returns>Length of the packet; 0 when silence is not sent.</returns>
    private int WriteVoice()
    {
        var ticks = _settings.Format.FrameTicks;
        var length = _mouth?.Say(_voice, _payload) ?? 0;
        if (length > 0) return _sender.Send(_packet, _settings.PayloadType, _payload.AsSpan(0, length), ticks);
        _sender.Skip(ticks);
        return 0;
    }

    private (SourceTracker Source, ReportExchange Reports) NewReports()
    {
        var source = new SourceTracker(_settings.Format.ClockRateHz);
        return (source, new ReportExchange(_sender, source, _thread.Clock, _cname));
    }

    /// <summary>Codecs as agreed; one that goes on keeps its state.</summary>
    private void Speak(MediaSettings settings)
    {
        if (_mouth?.Format != settings.Format)
        {
            _mouth?.Dispose();
            _mouth = new Mouth(_thread.Codecs, settings.Format);
        }

        foreach (var type in _ears.Keys.Where(type => settings.Receives.GetValueOrDefault(type) != _ears[type].Format).ToArray())
        {
            _ears.Remove(type, out var ear);
            ear?.Dispose();
        }

    }

    private Ear EarFor(byte payloadType) => _ears.TryGetValue(payloadType, out var ear)
        ? ear : _ears[payloadType] = new Ear(_thread.Codecs, _settings.Receives[payloadType]);

    private sealed record Listener(AudioClip Clip)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
