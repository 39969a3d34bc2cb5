using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ImsConference.Engine.Codecs;
using ImsConference.Engine.Rtp;

namespace ImsConference.Mrfp.Contexts;

/// <summary>One participant's audio: its ports, what comes in, what goes out, and RTCP for both. Belongs to one worker at a time.</summary>
internal sealed class AudioStream : IDisposable
{
    private const int MostPacketsATick = 32; // 20 ms hold two at most; a flood waits, and is dropped by the kernel

    /// <summary>Room for any compound of ours.</summary>
    public const int RtcpBytes = 1200;

    private const long RtcpSilenceUs = 30_000_000;

    private PortPair _ports;
    private readonly ProtectedPorts _io;
    private readonly AudioReceiver _receiver;
    private readonly AudioSender _sender = new();
    private readonly RtcpSession _rtcp;
    private readonly SymmetricLatch _latch;
    private readonly SymmetricLatch _rtcpLatch;
    private readonly PeerAddress _publicAddress;

    private AudioSettings _settings;
    private StreamPlace? _place;
    private uint _present; // the peer's SSRC as the others know it
    private uint _told;    // the same as it was reported last
    private PeerAddress _connected;
    private PeerAddress _looping;
    private long _droppedBefore; // by the kernel, at ports that it has left
    private long _discarded;
    private long _lost;
    private long _lostBefore; // of sources that are gone
    private long _heardUs;
    private bool _isSilent; // rtp_timeout was reported

    /// <param name="settings">As first commanded.</param>
    /// <param name="ports">Bound; returned by whoever takes the stream away.</param>
    /// <param name="session">What all streams of this MRFP share.</param>
    public AudioStream(AudioSettings settings, PortPair ports, MediaSession session)
    {
        _settings = settings;
        _ports = ports;
        _io = new ProtectedPorts(ports);
        _receiver = new AudioReceiver(session.Codecs, new JitterOptions(), session.Bursts);
        _publicAddress = session.PublicAddress;
        Voice = new Voice(_receiver, Keys, _sender.Rtp.Ssrc);
        _heardUs = session.Clock.NowUs;
        _rtcp = new RtcpSession(
            _sender.Rtp, _receiver.Source, session.Cname, settings.RtcpBandwidth, session.Clock.NtpOrigin, Random.Shared, session.Clock.NowUs);
        _latch = new SymmetricLatch(session.LatchRules);
        _rtcpLatch = new SymmetricLatch(session.LatchRules with { LearnAfterPackets = 1, SilenceUs = RtcpSilenceUs });
        Apply(settings);
    }

    public PortPair Ports => _ports;

    public AudioSettings Settings => _settings;

    /// <summary>What the participant says.</summary>
    public Voice Voice { get; }

    /// <summary>The peer's SSRC; it stands in the CSRC lists of the others.</summary>
    public uint PeerSsrc => _receiver.Source.Ssrc;

    /// <summary>What the participant presses.</summary>
    public KeyInput Keys { get; } = new();

    /// <summary>A key is being pressed.</summary>
    public bool IsKeyDown => _receiver.IsKeyDown;

    /// <summary>What the participant hears.</summary>
    public OwnMix Own { get; } = new();

    /// <summary>AMR and AMR-WB: the mode of the mode-set that the peer asks for (CMR, RFC 4867 §4.3.1); null while it asks for none.</summary>
    public int? WantedMode { get; private set; }

    /// <summary>What it hears is coded in another mode than <see cref="WantedMode"/>.</summary>
    public bool WantsOtherMode => Own.Shared is { } shared && !shared.HasMode(WantedMode);

    /// <summary>True when there is somebody to send to, in a format both know, and the direction allows it.</summary>
    public bool IsListening =>
        (_settings.Direction & StreamDirection.Send) == StreamDirection.Send && _settings.SendFormat is not null && _latch.Destination.IsKnown;

    /// <summary>What a tick reads and writes of it, for <see cref="CacheLines"/>; until it is modified.</summary>
    public object[] Parts => [this, _io, _ports, _ports.Rtp, _ports.Rtcp, _latch, _settings, Voice, .. Voice.Parts, .. _receiver.Parts, Own, _sender, _sender.Rtp, _rtcp];

    private long KernelDrops => _droppedBefore + _ports.Rtp.KernelDrops + _ports.Rtcp.KernelDrops;

    private PeerAddress RtcpDestination => _settings.RtcpMux ? _latch.Destination : _rtcpLatch.Destination;

    /// <summary>Says where the stream belongs from now on.</summary>
    public void Enter(StreamPlace place) => _place = place;

    /// <summary>Says where packets will come from; see <see cref="PortPair.TryExpect"/>.</summary>
    public bool TryExpect(AudioSettings settings) => _ports.TryExpect(settings, _settings);

    /// <summary>Wants no more packets.</summary>
    public void ExpectNobody() => _ports.ExpectNobody();

    /// <summary>Goes on at other ports, with SSRC, sequence and keys kept; where its peer is, it learns anew. It expects nobody at the old ones.</summary>
    public void MoveTo(PortPair ports)
    {
        _droppedBefore = KernelDrops;
        _ports = ports;
        _io.MoveTo(ports);
        _connected = default;
    }

    /// <summary>Takes new settings; another remote address is latched anew.</summary>
    public void Modify(AudioSettings settings, long nowUs)
    {
        var before = _settings;
        _settings = settings;
        if (!Equals(settings.SendFormat, before.SendFormat)) WantedMode = null;
        if (settings.RtcpBandwidth != before.RtcpBandwidth) _rtcp.SetBandwidth(settings.RtcpBandwidth, nowUs);
        Apply(settings);

        // A new direction, address or limit starts the wait for packets again.
        _isSilent = false;
        _heardUs = nowUs;
    }

    /// <summary>Asks the participant for digits from now on. Allocates.</summary>
    public void Ask(DigitCollection collection, bool keepsEarlierKeys, long nowUs)
    {
        Keys.Ask(collection, keepsEarlierKeys, nowUs);
        ListenForTones();
    }

    /// <summary>Asks no more.</summary>
    public void AskNoMore()
    {
        Keys.AskNoMore();
        ListenForTones();
    }

    /// <summary>Takes what has arrived since the last tick.</summary>
    public void Receive(MixScratch scratch)
    {
        _receiver.IsLate = scratch.IsLate;
        for (var i = 0; i < MostPacketsATick && _io.Rtp.TryReceive(scratch.Packet, out var length, out var from); i++)
            Take(scratch.Packet.AsSpan(0, length), from, scratch.NowUs);

        if (!_settings.RtcpMux && _io.Rtcp.MayHoldPackets)
            for (var i = 0; i < MostPacketsATick && _io.Rtcp.TryReceive(scratch.Packet, out var length, out var from); i++)
                TakeRtcp(scratch.Packet.AsSpan(0, length), from, scratch.NowUs);

        while (_receiver.TryTakeEvent(scratch.NowUs, out var ended)) TakeKey(ended, scratch.NowUs);
        if (_settings.SendFormat?.Amr is { } amr)
            WantedMode = _receiver.ModeRequest == AmrMode.NoRequest ? null : AmrMode.Within(amr.ModeSet, _receiver.ModeRequest);
        Connect(scratch.NowUs);
        WatchSilence(scratch.NowUs);
    }

    /// <summary>Lets the time of frames that were left out pass for what is sent.</summary>
    public void SkipFrames(int frames) => _sender.Skip(frames);

    /// <summary>Lets one frame pass unsent.</summary>
    public void SendNothing() => _sender.Skip(1);

    /// <summary>Sends one frame.</summary>
    /// <param name="coded">In the format of the settings; empty when there is nothing to send (DTX).</param>
    /// <param name="contributors">Who is heard in it.</param>
    /// <param name="scratch">Working space.</param>
    public void Send(ReadOnlySpan<byte> coded, ContributorList contributors, MixScratch scratch) =>
        _sender.Send(_io.Rtp, _latch.Destination, coded, contributors, scratch);

    /// <summary>Sends an RTCP report when one is due, with the names of the others in the mix (RFC 3550 §7.3).</summary>
    public void Report(IReadOnlyList<Termination> members, MixScratch scratch)
    {
        if (!RtcpDestination.IsKnown || !_rtcp.TryWriteReport(scratch.Packet.AsSpan(0, RtcpBytes), scratch.NowUs, out var length)) return;
        for (var i = 0; i < members.Count && !_settings.IsIsolated; i++)
        {
            var other = members[i].Audio;
            if (other != this && other.Voice.MayBeHeard) length = other._rtcp.DescribePeer(scratch.Packet.AsSpan(0, RtcpBytes), length);
        }

        SendRtcp(scratch.Packet.AsSpan(0, length));
    }

    /// <summary>The peer's SSRC that is no more, by its BYE or because another took its place; 0 when nothing changed since the last call.</summary>
    public uint TakeDeparted()
    {
        var present = _receiver.Source.IsValid ? _receiver.Source.Ssrc : 0;
        var before = _present;
        _present = present;
        if (present != 0 && present != _told) TellSource(present);
        return before == present ? 0 : before;
    }

    /// <summary>Tells the peer that somebody it heard has left (RFC 3550 §7.3).</summary>
    /// <param name="buffer">Room for <see cref="RtcpBytes"/>.</param>
    /// <param name="ssrc">Who; 0 is nobody.</param>
    /// <param name="nowUs">When.</param>
    public void TellDeparture(Span<byte> buffer, uint ssrc, long nowUs)
    {
        if (ssrc != 0) SendRtcp(buffer[.._rtcp.WriteContributorBye(buffer, nowUs, ssrc)]);
    }

    /// <summary>Says goodbye: the last compound, with BYE.</summary>
    /// <param name="buffer">Room for 1200 bytes.</param>
    /// <param name="nowUs">When.</param>
    public void Leave(Span<byte> buffer, long nowUs)
    {
        if (RtcpDestination.IsKnown) SendRtcp(buffer[.._rtcp.WriteBye(buffer, nowUs)]);
    }

    /// <summary>Lets go of its codecs and keys. It has left its context.</summary>
    public void Dispose()
    {
        _receiver.Dispose();
        _io.Dispose();
        Own.Dispose();
    }

    public AudioState Capture()
    {
        var rtp = _publicAddress with { Port = (ushort)_ports.RtpPort };
        var rtcp = _settings.RtcpMux ? rtp : _publicAddress with { Port = (ushort)(_ports.RtpPort + 1) };
        var statistics = new AudioStatistics(
            _receiver.PacketsReceived, _receiver.OctetsReceived, _sender.Packets, _sender.Octets, Math.Max(0, _lostBefore + _lost),
            _receiver.PacketsLate, _discarded + _receiver.PacketsDiscarded, _receiver.FramesConcealed, _receiver.Source.JitterMs,
            _rtcp.RoundTripMs, _rtcp.PeerReport.FractionLost, Math.Max(0, _rtcp.PeerReport.CumulativeLost),
            KernelDrops, _io.Forged, _io.Replayed, Voice.Talker.Level, EstimateMos())
        {
            FramesDecoded = _receiver.FramesDecoded,
        };
        var receiving = _receiver.PacketsReceived > 0 ? _receiver.Format : null;
        return new AudioState(_settings, rtp, rtcp, _latch.Latched, _sender.Rtp.Ssrc, receiving, Voice.Talker.IsSelected, statistics) { IsSilent = _isSilent, PeerSsrc = _told };
    }

    private double EstimateMos()
    {
        if (_receiver.PacketsReceived == 0 || _receiver.Format is not { } format) return 0;
        var lost = Math.Max(0, _lostBefore + _lost);
        var missed = (lost + _receiver.PacketsLate) / (double)(lost + _receiver.PacketsReceived);
        var delayMs = _rtcp.RoundTripMs / 2 + _receiver.BufferedMs + AudioFormat.FrameMs;
        return CallQuality.EstimateMos(format.Codec, missed, delayMs);
    }

    private void Apply(AudioSettings settings)
    {
        ApplyReceived(settings);
        _io.Apply(settings.Srtp);
        _sender.Apply(settings);
        Own.IsIsolated = settings.IsIsolated;
        _latch.Negotiate(settings.RemoteRtp);
        _rtcpLatch.Negotiate(settings.RemoteRtcp);
    }

    private void ApplyReceived(AudioSettings settings)
    {
        var payloads = settings.ReceivePayloads;
        _receiver.Negotiate(payloads);
        _receiver.LevelExtensionId = settings.SourceLevelId;
        ListenForTones();
        Voice.Apply(settings);
    }

    // Only where a peer cannot tell its keys by events, and somebody wants them: it costs.
    private void ListenForTones()
    {
        var payloads = _settings.ReceivePayloads;
        _receiver.DetectsTones = (_settings.DetectDtmf || Keys.Collection is not null) && !payloads.Has(PayloadKind.TelephoneEvent)
            && (payloads.Formats.Contains(AudioFormat.Pcmu) || payloads.Formats.Contains(AudioFormat.Pcma));
    }

    private void Take(ReadOnlySpan<byte> packet, in PeerAddress from, long nowUs)
    {
        switch (PacketKinds.Of(packet))
        {
            case PacketKind.Rtp:
                TakeRtp(packet, from, nowUs);
                break;
            case PacketKind.Rtcp:
                TakeRtcp(packet, from, nowUs);
                break;
            default:
                _discarded++;
                break;
        }
    }

    private void TakeRtp(ReadOnlySpan<byte> packet, in PeerAddress from, long nowUs)
    {
        var isSound = RtpHeader.TryParse(packet, out var header, out var payload)
            && _receiver.Payloads[header.PayloadType].Kind != PayloadKind.Unknown
            && !IsLoop(header.Ssrc, from);
        var latch = isSound ? _latch.Offer(from, nowUs) : LatchVerdict.Foreign;
        if (latch == LatchVerdict.Foreign)
        {
            _discarded++;
            return;
        }

        Heard(nowUs);
        if (header.Ssrc == _sender.Rtp.Ssrc) ResolveCollision(from, nowUs);
        if (_receiver.Receive(header, payload, nowUs) == ReceiveVerdict.NewSource)
            _lostBefore += _lost;
        _lost = _receiver.Source.CumulativeLost;
        if (latch == LatchVerdict.Latched) Report(MediaEventKind.Latched, source: from);
    }

    private void TakeRtcp(ReadOnlySpan<byte> compound, in PeerAddress from, long nowUs)
    {
        // Believed from the host that media comes from or goes to; the port is learnt.
        var isPeer = from.Ip == _latch.Latched.Ip || from.Ip == _latch.Negotiated.Ip;
        if (!isPeer || !_rtcp.Receive(compound, nowUs))
        {
            _discarded++;
            return;
        }

        Heard(nowUs);
        if (!_settings.RtcpMux) _rtcpLatch.Offer(from, nowUs);
    }

    private void Heard(long nowUs)
    {
        _heardUs = nowUs;
        if (!_isSilent) return;
        _isSilent = false;
        Report(MediaEventKind.RtpResumed);
    }

    private void WatchSilence(long nowUs)
    {
        if (_isSilent || !Voice.MayTalk || _settings.RtpTimeoutMs == 0) return;
        var silentMs = (nowUs - _heardUs) / 1000;
        if (silentMs < _settings.RtpTimeoutMs) return;

        _isSilent = true;
        Report(MediaEventKind.RtpTimeout, durationMs: (int)silentMs);
    }

    // RFC 3550 §8.2: from an address that collided before it is our own stream, looped back.
    private bool IsLoop(uint ssrc, in PeerAddress from) => ssrc == _sender.Rtp.Ssrc && from == _looping;

    private void ResolveCollision(in PeerAddress from, long nowUs)
    {
        _looping = from;
        uint ssrc = 0;
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(new Span<uint>(ref ssrc)));
        Span<byte> bye = stackalloc byte[RtcpBytes];
        SendRtcp(bye[.._rtcp.WriteCollision(bye, nowUs, ssrc)]);
    }

    private void Connect(long nowUs)
    {
        var peer = _latch.IsSettled(nowUs) ? _latch.Latched : default;
        if (peer == _connected) return;

        _connected = peer;
        if (peer.IsKnown)
            _io.Rtp.Connect(peer);
        else
            _io.Rtp.Disconnect();
    }

    private void SendRtcp(ReadOnlySpan<byte> compound)
    {
        if (compound.IsEmpty || !RtcpDestination.IsKnown) return;
        var port = _settings.RtcpMux ? _io.Rtp : _io.Rtcp;
        port.TrySend(compound, RtcpDestination);
    }

    private void TakeKey(TelephoneEventReport ended, long nowUs)
    {
        var isAsked = TelephoneEvent.TryGetDigit(ended.Code, out var key) && Keys.TryTake(key, nowUs);
        if (!isAsked && _settings.DetectDtmf)
            Report(MediaEventKind.Dtmf, ended.DurationMs, ended.Code);
    }

    // A source that falls silent, or says BYE, stays the one that was heard.
    private void TellSource(uint ssrc)
    {
        _told = ssrc;
        if (_place is { } place) place.Report(new MediaEvent(MediaEventKind.SourceChanged, place.Owner, place.ContextId, place.TerminationId, _settings.StreamId) { Ssrc = ssrc });
    }

    private void Report(MediaEventKind kind, int durationMs = 0, byte code = 0, PeerAddress source = default)
    {
        if (_place is not { } place) return;
        place.Report(new MediaEvent(
            kind, place.Owner, place.ContextId, place.TerminationId, _settings.StreamId, durationMs, code, source));
    }
}
