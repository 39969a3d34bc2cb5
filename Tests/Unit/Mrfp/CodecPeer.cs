using ImsConference.Engine.Codecs;
using ImsConference.Engine.Rtp;
using ImsConference.Mrfp.Contexts;
using ImsConference.Tests.Unit.Engine;

namespace ImsConference.Tests.Unit.Mrfp;

/// <summary>A UE that talks in one format and hears another, or the same; decodes what comes in the order it comes.</summary>
public sealed class CodecPeer : IDisposable
{
    private const byte TalksAs = 97;
    private const byte HearsAs = 98;

    private readonly FakePort _port;
    private readonly IAudioEncoder _encoder;
    private readonly IAudioDecoder _decoder;
    private readonly RtpSender _sender = RtpSender.CreateRandom();
    private readonly byte[] _packet = new byte[20_000];
    private readonly byte[] _coded = new byte[AudioFormat.MaxFrameBytes];
    private readonly byte[] _payload = new byte[AudioFormat.MaxFrameBytes];
    private readonly short[] _said;
    private readonly short[] _pcm = new short[48 * AudioFormat.LongestPacketMs];
    private readonly List<short> _heard = [];
    private readonly List<RtpNote> _packets = [];
    private readonly List<byte[]> _payloads = [];
    private readonly Random _random = new(1);
    private int _sinceFrameMs;
    private long _samples;
    private uint _nextTimestamp;

    /// <param name="bench">Its network and clock.</param>
    /// <param name="talks">What it sends.</param>
    /// <param name="hears">What it asks for.</param>
    public CodecPeer(MediaBench bench, AudioFormat talks, AudioFormat hears)
    {
        _port = bench.Network.Bind(bench.PeerAddress());
        _encoder = bench.Codecs.CreateEncoder(talks);
        _decoder = bench.Codecs.CreateDecoder(hears);
        _said = new short[talks.FrameSamples];
        Hears = hears;
        Settings = new AudioSettings
        {
            StreamId = 1,
            Direction = StreamDirection.Both,
            RemoteRtp = _port.Local,
            RemoteRtcp = _port.Local,
            RtcpMux = true,
            SendPayloadType = HearsAs,
            SendFormat = hears,
            ReceivePayloads = new PayloadMap([(TalksAs, PayloadMeaning.Of(talks))]),
        };
    }

    /// <summary>As commanded to the MRFP.</summary>
    public AudioSettings Settings { get; set; }

    public AudioFormat Hears { get; }

    /// <summary>0 sends digital silence.</summary>
    public double ToneHz { get; set; }

    public double Amplitude { get; set; } = 8000;

    /// <summary>Of its room; none by default.</summary>
    public double NoiseDbov { get; set; } = double.NegativeInfinity;

    /// <summary>In what it sends, to ask for a mode (CMR).</summary>
    public int ModeRequest { get; set; } = AmrMode.NoRequest;

    public PeerAddress To { get; set; }

    public uint Ssrc => _sender.Ssrc;

    /// <summary>Keep what is heard? Off for tests that count allocations.</summary>
    public bool Keeps { get; set; } = true;

    public IReadOnlyList<RtpNote> Packets => _packets;

    public IReadOnlyList<byte[]> Payloads => _payloads;

    /// <summary>All that was heard, at <see cref="AudioFormat.SampleRateHz"/> of <see cref="Hears"/>; pauses are in it.</summary>
    public ReadOnlySpan<short> Heard => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_heard);

    /// <summary>A millisecond passes.</summary>
    public void Turn()
    {
        while (_port.TryReceive(_packet, out var length, out _)) Take(_packet.AsSpan(0, length));
        if (++_sinceFrameMs < AudioFormat.FrameMs) return;
        _sinceFrameMs = 0;
        Say();
    }

    /// <summary>Amplitude and purity of a tone in the last part of what was heard.</summary>
    public (double Amplitude, double SnrDb) Find(double hz, double lastSeconds = 1) =>
        CodecSound.Find(Heard[^(int)(lastSeconds * Hears.SampleRateHz)..], Hears.SampleRateHz, hz);

    public void Forget()
    {
        _heard.Clear();
        _packets.Clear();
        _payloads.Clear();
    }

    public void Dispose()
    {
        _port.Dispose();
        _encoder.Dispose();
        _decoder.Dispose();
    }

    private void Say()
    {
        for (var i = 0; i < _said.Length; i++, _samples++)
            _said[i] = (short)(Room() + (ToneHz == 0 ? 0 : Amplitude * Math.Sin(2 * Math.PI * ToneHz * _samples / _encoder.Format.SampleRateHz)));
        Span<int> lengths = [_encoder.Encode(_said, _coded)];
        if (lengths[0] == 0)
        {
            _sender.Skip(_encoder.Format.FrameTicks);
            return;
        }

        var size = PayloadPacker.Pack(_encoder.Format, _coded, lengths, _payload, out _, ModeRequest);
        var length = _sender.Send(_packet, TalksAs, _payload.AsSpan(0, size), _encoder.Format.FrameTicks);
        _port.TrySend(_packet.AsSpan(0, length), To);
    }

    private double Room() => Math.Sqrt(3) * short.MaxValue * Math.Pow(10, NoiseDbov / 20) * (2 * _random.NextDouble() - 1);

    private void Take(ReadOnlySpan<byte> packet)
    {
        if (!Keeps || PacketKinds.Of(packet) == PacketKind.Rtcp) return;
        if (!RtpHeader.TryParse(packet, out var header, out var payload)) throw new InvalidDataException("not RTP");
        if (header.PayloadType != HearsAs) throw new InvalidDataException($"payload type {header.PayloadType}");

        var contributors = new uint[header.ContributorCount];
        for (var i = 0; i < contributors.Length; i++) contributors[i] = header.Contributor(i);
        if (_packets.Count > 0) Pause(header.Timestamp - _nextTimestamp);
        _packets.Add(new RtpNote(header.PayloadType, header.Sequence, header.Timestamp, header.Ssrc, header.Marker, payload.Length, contributors)
        {
            Extension = header.Extension.ToArray(),
        });
        _payloads.Add(payload.ToArray());
        _heard.AddRange(_pcm.AsSpan(0, _decoder.Decode(payload, _pcm)));
        _nextTimestamp = header.Timestamp + (uint)_decoder.Measure(payload);
    }

    private void Pause(uint units)
    {
        for (var left = (int)(units / (uint)(Hears.ClockRateHz / 1000)); left > 0; left -= AudioFormat.FrameMs)
        {
            var part = _pcm.AsSpan(0, Math.Min(left, AudioFormat.FrameMs) * Hears.SampleRateHz / 1000);
            _decoder.Silence(part);
            _heard.AddRange(part);
        }
    }
}
