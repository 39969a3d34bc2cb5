using System.Runtime.CompilerServices;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using ImsConference.Protos.Mp;

namespace ImsConference.Mrfc.Media;

/// <summary>An MRFP at the other end of a gRPC channel.</summary>
/// <remarks>
/// Each try has a deadline. A command of which nobody knows whether it arrived is sent once more: commands are idempotent.
/// No <c>ConfigureAwait(false)</c> in here: replies and trace entries belong to the caller's loop.
/// </remarks>
public sealed class GrpcMrfp : IMrfp, IDisposable
{
    private const string Mrfc = "mrfc";

    private readonly GrpcChannel? _channel;
    private readonly MediaProcessor.MediaProcessorClient _client;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly ILogger<GrpcMrfp> _log;

    /// <param name="address">For example <c>http://127.0.0.1:7070</c>. The first command connects.</param>
    /// <param name="options">Deadline and keep-alive.</param>
    /// <param name="time">The clock of deadlines and trace entries.</param>
    /// <param name="log">Hears of commands that are sent again.</param>
    public GrpcMrfp(Uri address, MpOptions options, TimeProvider time, ILogger<GrpcMrfp> log)
        : this(address.Authority, OpenChannel(address, options), options, time, log)
    {
    }

    /// <summary>For tests, whose client sends nothing.</summary>
    internal GrpcMrfp(string name, MediaProcessor.MediaProcessorClient client, MpOptions options, TimeProvider time, ILogger<GrpcMrfp> log)
    {
        Name = name;
        _client = client;
        _time = time;
        _log = log;
        _timeout = TimeSpan.FromMilliseconds(options.CommandTimeoutMs);
    }

    private GrpcMrfp(string name, GrpcChannel channel, MpOptions options, TimeProvider time, ILogger<GrpcMrfp> log)
        : this(name, new MediaProcessor.MediaProcessorClient(channel), options, time, log) => _channel = channel;

    public string Name { get; }

    /// <summary>Sees every command, reply and event, on the context of whoever sent the command. Set before the first one.</summary>
    public Action<MpTrace>? Tap { get; set; }

    public Task<Capabilities> GetCapabilitiesAsync(CancellationToken stop) =>
        SendAsync("GetCapabilities", new GetCapabilitiesRequest(), _client.GetCapabilitiesAsync, stop);

    public Task<ContextReply> AddContextAsync(AddContextRequest request, CancellationToken stop) =>
        SendAsync("AddContext", request, _client.AddContextAsync, stop);

    public Task<TerminationReply> AddTerminationAsync(AddTerminationRequest request, CancellationToken stop) =>
        SendAsync("AddTermination", request, _client.AddTerminationAsync, stop);

    public Task<TerminationReply> ModifyTerminationAsync(ModifyTerminationRequest request, CancellationToken stop) =>
        SendAsync("ModifyTermination", request, _client.ModifyTerminationAsync, stop);

    public Task<TerminationReply> MoveTerminationAsync(MoveTerminationRequest request, CancellationToken stop) =>
        SendAsync("MoveTermination", request, _client.MoveTerminationAsync, stop);

    public Task<SubtractTerminationReply> SubtractTerminationAsync(SubtractTerminationRequest request, CancellationToken stop) =>
        SendAsync("SubtractTermination", request, _client.SubtractTerminationAsync, stop);

    public Task<SubtractContextReply> SubtractContextAsync(SubtractContextRequest request, CancellationToken stop) =>
        SendAsync("SubtractContext", request, _client.SubtractContextAsync, stop);

    public Task<TerminationReply> AuditTerminationAsync(AuditTerminationRequest request, CancellationToken stop) =>
        SendAsync("AuditTermination", request, _client.AuditTerminationAsync, stop);

    public Task<RecordingReply> StartRecordingAsync(StartRecordingRequest request, CancellationToken stop) =>
        SendAsync("StartRecording", request, _client.StartRecordingAsync, stop);

    public Task<RecordingReply> PauseRecordingAsync(PauseRecordingRequest request, CancellationToken stop) =>
        SendAsync("PauseRecording", request, _client.PauseRecordingAsync, stop);

    public Task<RecordingReply> ResumeRecordingAsync(ResumeRecordingRequest request, CancellationToken stop) =>
        SendAsync("ResumeRecording", request, _client.ResumeRecordingAsync, stop);

    public Task<RecordingReply> StopRecordingAsync(StopRecordingRequest request, CancellationToken stop) =>
        SendAsync("StopRecording", request, _client.StopRecordingAsync, stop);

    public Task<PlaybackReply> StartPlaybackAsync(StartPlaybackRequest request, CancellationToken stop) =>
        SendAsync("StartPlayback", request, _client.StartPlaybackAsync, stop);

    public Task<PlaybackReply> StopPlaybackAsync(StopPlaybackRequest request, CancellationToken stop) =>
        SendAsync("StopPlayback", request, _client.StopPlaybackAsync, stop);

    public Task<CollectionReply> CollectDigitsAsync(CollectDigitsRequest request, CancellationToken stop) =>
        SendAsync("CollectDigits", request, _client.CollectDigitsAsync, stop);

    public Task<CollectionReply> CancelDigitsAsync(CancelDigitsRequest request, CancellationToken stop) =>
        SendAsync("CancelDigits", request, _client.CancelDigitsAsync, stop);

    public Task<PressKeyReply> PressKeyAsync(PressKeyRequest request, CancellationToken stop) =>
        SendAsync("PressKey", request, _client.PressKeyAsync, stop);

    public async Task<IReadOnlyList<ContextReply>> AuditAllAsync(AuditAllRequest request, CancellationToken stop)
    {
        TraceSent("AuditAll", request);
        try
        {
            using var call = _client.AuditAll(request, OneTry(stop));
            var replies = new List<ContextReply>();
            while (await call.ResponseStream.MoveNext(CancellationToken.None)) replies.Add(call.ResponseStream.Current);
            Trace(Name, Mrfc, $"Mp AuditAll ok contexts={replies.Count}", null, null);
            return replies;
        }
        catch (RpcException e)
        {
            throw Failed("AuditAll", request, e, stop);
        }
    }

    public async IAsyncEnumerable<Event> EventsAsync(EventsRequest request, [EnumeratorCancellation] CancellationToken stop)
    {
        TraceSent("Events", request);
        using var call = _client.Events(request, cancellationToken: stop);
        while (true)
        {
            try
            {
                if (!await call.ResponseStream.MoveNext(CancellationToken.None)) yield break;
            }
            catch (RpcException e)
            {
                throw Failed("Events", request, e, stop);
            }

            var happened = call.ResponseStream.Current;
            if (happened.KindCase != Event.KindOneofCase.ActiveSpeakers) // so many that they would push all else out of the trace
                Trace(Name, Mrfc, $"Mp {happened.KindCase}", happened, happened);
            yield return happened;
        }
    }

    public void Dispose() => _channel?.Dispose();

    private static GrpcChannel OpenChannel(Uri address, MpOptions options) => GrpcChannel.ForAddress(address, new GrpcChannelOptions
    {
        DisposeHttpClient = true,
        HttpHandler = new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = true,
            UseProxy = false,
            AllowAutoRedirect = false,   // each stage that a command need not pass makes it cheaper
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromMilliseconds(options.CommandTimeoutMs),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            KeepAlivePingDelay = TimeSpan.FromMilliseconds(options.KeepAliveMs),
            KeepAlivePingTimeout = TimeSpan.FromMilliseconds(options.KeepAliveTimeoutMs),
        },
    });

    private static bool MayHaveBeenLost(StatusCode code) => code is StatusCode.Unavailable or StatusCode.DeadlineExceeded;

    private static MrfpFault FaultOf(StatusCode code) => code switch
    {
        StatusCode.Unavailable or StatusCode.Cancelled => MrfpFault.Unavailable,
        StatusCode.DeadlineExceeded => MrfpFault.TimedOut,
        StatusCode.ResourceExhausted => MrfpFault.Exhausted,
        StatusCode.NotFound => MrfpFault.NotFound,
        _ => MrfpFault.Rejected,
    };

    private async Task<TReply> SendAsync<TRequest, TReply>(
        string command, TRequest request, Func<TRequest, CallOptions, AsyncUnaryCall<TReply>> send, CancellationToken stop)
        where TRequest : class, IMessage
        where TReply : class, IMessage
    {
        TraceSent(command, request);
        try
        {
            TReply reply;
            try
            {
                using var call = send(request, OneTry(stop));
                reply = await call;
            }
            catch (RpcException e) when (MayHaveBeenLost(e.StatusCode) && !stop.IsCancellationRequested)
            {
                _log.LogDebug("MRFP {Mrfp}: {Command}{Ids} is sent again after {Status}", Name, command, MpLabel.Of(request), e.StatusCode);
                TraceSent(command, request);
                using var call = send(request, OneTry(stop));
                reply = await call;
            }

            Trace(Name, Mrfc, $"Mp {command} ok", request, reply);
            return reply;
        }
        catch (RpcException e)
        {
            throw Failed(command, request, e, stop);
        }
    }

    private CallOptions OneTry(CancellationToken stop) => new(deadline: (_time.GetUtcNow() + _timeout).UtcDateTime, cancellationToken: stop);

    private Exception Failed(string command, IMessage request, RpcException e, CancellationToken stop)
    {
        if (stop.IsCancellationRequested) return new OperationCanceledException(e.Message, e, stop);
        Trace(Name, Mrfc, $"Mp {command} {e.StatusCode}{MpLabel.Of(request)}: {e.Status.Detail}", request, null);
        return new MrfpException(FaultOf(e.StatusCode), $"{command}{MpLabel.Of(request)} at {Name}: {e.StatusCode} {e.Status.Detail}", e);
    }

    private void TraceSent(string command, IMessage request) =>
        Trace(Mrfc, Name, $"Mp {command}", request, request);

    private void Trace(string from, string to, string title, IMessage? concerns, IMessage? message) =>
        Tap?.Invoke(new MpTrace(_time.GetUtcNow(), from, to, title, concerns, message));
}
