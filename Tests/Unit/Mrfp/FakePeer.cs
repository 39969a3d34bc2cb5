using System.Runtime.InteropServices;
using ImsConference.Engine.Codecs;
using ImsConference.Engine.Rtp;
using ImsConference.Mrfp.Contexts;
using ImsConference.Tests.Ue.Hearing;
using ImsConference.Tests.Unit.Engine;

namespace ImsConference.Tests.Unit.Mrfp;

/// <summary>A UE's media side: says a tone, keeps what it hears. Its clock is the bench's.</summary>
public sealed class FakePeer
{
    private const int FrameSamples = 160;

    private readonly MediaBench _bench;
    private readonly List<short> _heard = [];
    private readonly byte[] _packet = new byte[2048];
    private readonly byte[] _payload = new byte[FrameSamples];
    private readonly short[] _pcm = new short[FrameSamples];
    private int _sinceFrameMs;
    private long _samples;

    public FakePeer(MediaBench bench, double toneHz)
    {
        _bench = bench;
        ToneHz = toneHz;
        Rtp = bench.Network.Bind(bench.PeerAddress());
        Rtcp = bench.Network.Bind(new(Rtp.Local.ToEndPoint().Address, Rtp.Local.Port + 1));
        Settings = new AudioSettings
        {
            StreamId = 1,
            Direction = StreamDirection.Both,
            RemoteRtp = Rtp.Local,
            RemoteRtcp = Rtcp.Local,
            SendPayloadType = 0,
            SendFormat = AudioFormat.Pcmu,
            ReceivePayloads = Payloads,
            DetectDtmf = true,
        };
    }

    public FakePort Rtp { get; set; }

    public FakePort Rtcp { get; set; }

    /// <summary>As commanded to the MRFP.</summary>
    public AudioSettings Settings { get; set; }

    /// <summary>0 sends digital silence.</summary>
    public double ToneHz { get; set; }

    /// <summary>Of the tone, of 32767.</summary>
    public double Amplitude { get; set; } = 8000;

    /// <summary>False: sends nothing.</summary>
    public bool Talks { get; set; } = true;

    /// <summary>What it sends its tone as.</summary>
    public G711Law Law { get; set; }

    public byte PayloadType { get; set; }

    /// <summary>What its packets tell of their loudness (RFC 6464), as header extension 3; null: nothing.</summary>
    public AudioLevel? Tells { get; set; }

    /// <summary>A second tone beside the first; 0 is none.</summary>
    public double OtherToneHz { get; set; }

    public RtpSender Sender { get; } = RtpSender.CreateRandom();

    /// <summary>Protects what it says; null: it speaks in the clear.</summary>
    public SrtpSession? Seal { get; set; }

    /// <summary>Opens what it hears, for <see cref="Seal"/>'s other direction.</summary>
    public SrtpSession? Unseal { get; set; }

    /// <summary>Where the MRFP receives.</summary>
    public PeerAddress To { get; set; }

    public PeerAddress RtcpTo { get; set; }

    /// <summary>Keep what is heard? Off for tests that count allocations.</summary>
    public bool Keeps { get; set; } = true;

    public IReadOnlyList<RtpNote> Packets => _packets;

    /// <summary>RTCP compounds that came, on either port.</summary>
    public List<byte[]> Compounds { get; } = [];

    private readonly List<RtpNote> _packets = [];

    /// <summary>Both laws of G.711, and telephone-events as 101.</summary>
    public static PayloadMap Payloads { get; } = new([
        (0, PayloadMeaning.Of(AudioFormat.Pcmu)), (8, PayloadMeaning.Of(AudioFormat.Pcma)), (101, new PayloadMeaning(PayloadKind.TelephoneEvent, 8000))]);

    /// <summary>Learns where to send, from a reply.</summary>
    public void Meet(TerminationState state)
    {
        To = state.Audio.LocalRtp;
        RtcpTo = state.Audio.LocalRtcp;
    }

    /// <summary>A millisecond passes.</summary>
    public void Turn()
    {
        while (Rtp.TryReceive(_packet, out var length, out _)) Take(_packet.AsSpan(0, length));
        while (Rtcp.TryReceive(_packet, out var length, out _))
            if (Keeps) Compounds.Add(_packet[..length]);
        if (++_sinceFrameMs < 20) return;
        _sinceFrameMs = 0;
        if (Talks) Say();
        else Sender.Skip(FrameSamples);
    }

    /// <summary>Level of a tone in the last part of what was heard, dBFS.</summary>
    public double LevelDb(double hz, double lastSeconds = 0.5) => Spectrum.LevelDb(Last(lastSeconds), hz);

    /// <summary>Level of all that was heard in the last part, as that of a tone; dBFS.</summary>
    public double TotalDb(double lastSeconds = 0.5) => Spectrum.TotalDb(Last(lastSeconds));

    /// <summary>Loudest click in it beside a steady tone.</summary>
    public int LoudestClick(double hz, double lastSeconds) => TestSignal.LoudestClick(Last(lastSeconds), hz);

    public void Forget()
    {
        _heard.Clear();
        _packets.Clear();
        Compounds.Clear();
    }

    /// <summary>Sends a payload of its own making, outside of the tone.</summary>
    public void Send(byte payloadType, ReadOnlySpan<byte> payload, uint timestamp, bool marker = false)
    {
        var length = Sender.SendBeside(_packet, payloadType, payload, timestamp, marker);
        Rtp.TrySend(_packet.AsSpan(0, length), To);
    }

    private ReadOnlySpan<short> Last(double seconds)
    {
        var samples = (int)(seconds * 8000);
        return _heard.Count < samples ? [] : CollectionsMarshal.AsSpan(_heard)[^samples..];
    }

    private void Say()
    {
        for (var i = 0; i < FrameSamples; i++, _samples++)
            _pcm[i] = (short)(Wave(ToneHz) + Wave(OtherToneHz));
        G711.Encode(Law, _pcm, _payload);
        ReadOnlySpan<byte> level = Tells is { } told ? [0x30, (byte)(told.Dbov | (told.IsVoice ? 0x80 : 0)), 0, 0] : default;
        var length = Sender.Send(_packet, PayloadType, _payload, FrameSamples, default, level);
        if (Seal?.TryProtect(_packet, ref length) == false) throw new InvalidOperationException("cannot be protected");
        Rtp.TrySend(_packet.AsSpan(0, length), To);
    }

    private double Wave(double hz) => hz == 0 ? 0 : Amplitude * Math.Sin(2 * Math.PI * hz * _samples / 8000);

    private void Take(Span<byte> packet)
    {
        if (!Keeps) return;
        if (Unseal is not null)
        {
            if (PacketKinds.Of(packet) == PacketKind.Rtcp) return;
            if (Unseal.Unprotect(packet, out var clear) != SrtpVerdict.Genuine) throw new InvalidDataException("not SRTP of our key");
            packet = packet[..clear];
        }

        if (PacketKinds.Of(packet) == PacketKind.Rtcp)
        {
            Compounds.Add(packet.ToArray());
            return;
        }

        if (!RtpHeader.TryParse(packet, out var header, out var payload)) throw new InvalidDataException("not RTP");
        var contributors = new uint[header.ContributorCount];
        for (var i = 0; i < contributors.Length; i++) contributors[i] = header.Contributor(i);
        _packets.Add(new RtpNote(header.PayloadType, header.Sequence, header.Timestamp, header.Ssrc, header.Marker, payload.Length, contributors));
        var pcm = new short[payload.Length];
        G711.Decode(header.PayloadType == 8 ? G711Law.A : G711Law.Mu, payload, pcm);
        _heard.AddRange(pcm);
    }
}
