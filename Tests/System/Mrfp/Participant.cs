using System.Net;
using ImsConference.Engine.Rtp;
using ImsConference.Protos.Mp;
using ImsConference.Tests.Ue.Hearing;
using ImsConference.Tests.Ue.Media;
using ImsConference.Tests.Ue.Sounds;
using Endpoint = ImsConference.Protos.Mp.Endpoint;

namespace ImsConference.Tests.EndToEnd.Mrfp;

/// <summary>A termination with somebody real at its other end, who says a tone.</summary>
public sealed class Participant : IAsyncDisposable
{
    private const uint EventType = 101;

    private Participant(string id, int toneHz, MediaEndpoint media)
    {
        Id = id;
        ToneHz = toneHz;
        Media = media;
    }

    public string Id { get; }

    public int ToneHz { get; }

    public MediaEndpoint Media { get; }

    public TerminationReply Reply { get; private set; } = new();

    /// <summary>Opens the media, adds the termination, and talks.</summary>
    public static async Task<Participant> JoinAsync(
        MrfpProcess mrfp, string contextId, string id, int toneHz, MediaThread thread, CancellationToken stop,
        Action<StreamDescriptor>? change = null, IPAddress? address = null)
    {
        var media = await MediaEndpoint.OpenAsync(thread, address ?? IPAddress.Loopback, new Tone(toneHz), id);
        var participant = new Participant(id, toneHz, media);
        var stream = Stream(media.Local);
        change?.Invoke(stream);
        participant.Reply = await mrfp.Mp.AddTerminationAsync(
            new AddTerminationRequest { ContextId = contextId, TerminationId = id, Streams = { stream } }, cancellationToken: stop);
        await participant.TalkAsync();
        return participant;
    }

    /// <summary>The usual descriptor for somebody who receives there.</summary>
    public static StreamDescriptor Stream(IPEndPoint remote) => new()
    {
        StreamId = 1,
        Media = MediaType.Audio,
        Direction = Direction.SendReceive,
        Remote = new Endpoint { Address = remote.Address.ToString(), RtpPort = (uint)remote.Port, RtcpPort = (uint)remote.Port + 1 },
        SendFormats = { Format(8, "PCMA") },
        ReceiveFormats = { Format(8, "PCMA"), Format(0, "PCMU"), Format(EventType, "telephone-event") },
        DetectDtmf = true,
    };

    public Task<AudioClip> ListenAsync(double seconds, CancellationToken stop) => Media.ListenAsync(TimeSpan.FromSeconds(seconds), stop);

    public ValueTask DisposeAsync() => Media.DisposeAsync();

    private static PayloadFormat Format(uint type, string encoding) => new() { PayloadType = type, Encoding = encoding, ClockRateHz = 8000 };

    private Task TalkAsync()
    {
        var local = Reply.Termination.Streams[0].Local;
        var address = IPAddress.Parse(local.Address);
        return Media.ApplyAsync(new MediaSettings
        {
            Remote = PeerAddress.From(new IPEndPoint(address, (int)local.RtpPort)),
            RemoteRtcp = PeerAddress.From(new IPEndPoint(address, (int)local.RtcpPort)),
            EventPayloadType = (byte)EventType,
        });
    }
}
