using System.Net;
using ImsConference.Engine.Codecs;
using ImsConference.Engine.Ports;
using ImsConference.Engine.Rtp;
using ImsConference.Sip.Sdp;
using ImsConference.Tests.Ue;
using ImsConference.Tests.Ue.Sounds;

namespace ImsConference.Tests.EndToEnd.Harness;

/// <summary>A phone that says a tone in PCMU and tells with each packet how loud it is (RFC 6464), true or not; it asks for the levels of the others (RFC 6465).</summary>
public sealed class LevelPhone : IAsyncDisposable
{
    public const int SourceLevelId = 3;
    public const int MixerLevelsId = 4;

    private readonly SignalledCall _call;
    private readonly IPacketPort _port;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _talking;
    private volatile byte _told;

    private LevelPhone(SignalledCall call, IPacketPort port, int toneHz, byte told)
    {
        _call = call;
        _port = port;
        _told = told;
        _talking = TalkAsync(new Tone(toneHz));
    }

    public MediaDescription Answer => _call.Answer.Media[0];

    /// <summary>Calls, and speaks.</summary>
    /// <param name="equipment">Signals.</param>
    /// <param name="uri">Whom it calls.</param>
    /// <param name="toneHz">What it says.</param>
    /// <param name="told">−dBov, with the voice bit; see <see cref="Tell"/>.</param>
    /// <param name="stop">Ends the call's making.</param>
    public static async Task<LevelPhone> CallAsync(UserEquipment equipment, string uri, int toneHz, byte told, CancellationToken stop)
    {
        var port = PacketPorts.Bind(new IPEndPoint(Loopback.Take(), Loopback.TakePorts()));
        var local = port.Local.ToEndPoint();
        var line = new MediaDescription
        {
            Media = "audio",
            Port = local.Port,
            Attributes =
            [
                new SdpAttribute("extmap", $"{SourceLevelId} urn:ietf:params:rtp-hdrext:ssrc-audio-level vad=on"),
                new SdpAttribute("extmap", $"{MixerLevelsId}/recvonly urn:ietf:params:rtp-hdrext:csrc-audio-level"),
            ],
        }.WithFormat(new RtpMap(0, "PCMU", 8000));
        var offer = new SessionDescription { Origin = Origin.For(local.Address, 1), Connection = Connection.For(local.Address), Media = [line] };
        return new LevelPhone(await equipment.SignalAsync(uri, offer, stop), port, toneHz, told);
    }

    /// <summary>Tells another level from now on; what it says stays as it is.</summary>
    /// <param name="level">−dBov, and 0x80 for voice.</param>
    public void Tell(byte level) => _told = level;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _talking;
        await _call.DisposeAsync();
        _port.Dispose();
        _stop.Dispose();
    }

    private async Task TalkAsync(Tone tone)
    {
        var sender = RtpSender.CreateRandom();
        var connection = _call.Answer.ConnectionOf(Answer) ?? throw new InvalidOperationException("no connection in the answer");
        if (!connection.TryGetAddress(out var address)) throw new InvalidOperationException("no address in the answer");
        var remote = PeerAddress.From(new IPEndPoint(address, Answer.Port));
        var (pcm, payload, packet) = (new short[Pcm.FrameSamples], new byte[Pcm.FrameSamples], new byte[1500]);
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(Pcm.FrameMs));
        while (!_stop.IsCancellationRequested)
        {
            tone.Read(pcm);
            G711.Encode(G711Law.Mu, pcm, payload);
            byte[] extension = [SourceLevelId << 4, _told, 0, 0]; // one octet of data, and padding to a word
            _port.TrySend(packet.AsSpan(0, sender.Send(packet, 0, payload, Pcm.FrameSamples, default, extension)), remote);
            while (_port.TryReceive(packet, out _, out _))
            {
                // What it hears is judged from the capture.
            }

            await tick.WaitForNextTickAsync(CancellationToken.None);
        }
    }
}
