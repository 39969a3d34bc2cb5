using System.Net;
using Grpc.Net.Client;
using ImsConference.Protos.Mp;

namespace ImsConference.Tests.Load.Media;

/// <summary>An MRFP of its own for one load, commanded over Mp as an MRFC would.</summary>
internal sealed class MrfpUnderLoad : IAsyncDisposable
{
    private const int CommandsAtOnce = 16;
    private const string Owner = "imsload";
    private const uint LeaseSeconds = 3600;

    private readonly ChildProcess _process;
    private readonly GrpcChannel _channel;
    private readonly MediaProcessor.MediaProcessorClient _mp;

    private MrfpUnderLoad(ChildProcess process)
    {
        _process = process;
        _channel = GrpcChannel.ForAddress($"http://{process.Value("mp")}");
        _mp = new MediaProcessor.MediaProcessorClient(_channel);
    }

    public int Pid => _process.Pid;

    /// <exception cref="IOException">It could not be started.</exception>
    public static async Task<MrfpUnderLoad> StartAsync(MediaLoad load, MediaOptions options, CancellationToken stop)
    {
        string[] settings =
        [
            "--Mp:Port=0", $"--Media:Workers={load.Workers}", $"--Media:MaxContexts={load.Rooms + 1}", $"--Media:MaxTerminations={load.Participants + 1}",
            "--Logging:LogLevel:Default=Warning", .. load.Settings.Select(setting => $"--{setting}"),
        ];
        return new MrfpUnderLoad(await ChildProcess.StartAsync(options.Mrfp, settings, options.Log, stop));
    }

    /// <summary>Puts everybody into their rooms and learns where each sends to.</summary>
    /// <exception cref="Grpc.Core.RpcException">The MRFP refuses.</exception>
    public async Task FillAsync(Crowd crowd, CancellationToken stop)
    {
        var limits = new ParallelOptions { MaxDegreeOfParallelism = CommandsAtOnce, CancellationToken = stop };
        await Parallel.ForAsync(0, crowd.Load.Rooms, limits, async (room, cancel) =>
            await _mp.AddContextAsync(
                new AddContextRequest { ContextId = $"room-{room}", Owner = Owner, LeaseSeconds = LeaseSeconds }, cancellationToken: cancel));
        await Parallel.ForEachAsync(crowd.Participants, limits, async (participant, cancel) =>
        {
            var reply = await _mp.AddTerminationAsync(Request(crowd.Load, participant), cancellationToken: cancel);
            var local = reply.Termination.Streams[0].Local;
            Crowd.Aim(participant, IPAddress.Parse(local.Address), (int)local.RtpPort, (int)local.RtcpPort);
        });
    }

    public async Task<Protos.Mp.Load> LoadAsync(CancellationToken stop) =>
        (await _mp.GetCapabilitiesAsync(new GetCapabilitiesRequest(), cancellationToken: stop)).Load;

    /// <summary>Dropped by the kernel at any port of the MRFP.</summary>
    public async Task<ulong> KernelDropsAsync(CancellationToken stop)
    {
        var drops = (await LoadAsync(stop)).Workers.Aggregate(0ul, (sum, worker) => sum + worker.KernelDrops);
        using var all = _mp.AuditAll(new AuditAllRequest { Owner = Owner }, cancellationToken: stop);
        while (await all.ResponseStream.MoveNext(stop))
            foreach (var termination in all.ResponseStream.Current.Terminations)
                drops += termination.Streams[0].Statistics.KernelDrops;
        return drops;
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _process.DisposeAsync();
    }

    private static AddTerminationRequest Request(MediaLoad load, Participant participant)
    {
        var format = new PayloadFormat
        {
            PayloadType = load.Codec.PayloadType,
            Encoding = load.Codec.Encoding,
            ClockRateHz = (uint)load.Codec.ClockRateHz,
            Channels = (uint)load.Codec.Channels,
            Fmtp = load.Codec.Fmtp,
        };
        return new AddTerminationRequest
        {
            ContextId = $"room-{participant.Room}",
            TerminationId = $"room-{participant.Room}-{participant.Seat}",
            Streams =
            {
                new StreamDescriptor
                {
                    StreamId = 1,
                    Media = MediaType.Audio,
                    Direction = Direction.SendReceive,
                    Remote = Crowd.RemoteOf(participant),
                    SendFormats = { format },
                    ReceiveFormats = { format },
                    PortMode = load.Ports == PortKind.Shared ? PortMode.Shared : PortMode.Dedicated,
                },
            },
        };
    }
}
