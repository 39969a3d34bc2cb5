using Google.Protobuf;
using Grpc.Core;
using ImsConference.Mrfp.Contexts;
using ImsConference.Protos.Mp;

namespace ImsConference.Mrfp.Control;

/// <summary>The Mp service (mp.proto): checks a command, hops to the worker that owns the context, translates the reply.</summary>
internal sealed class MediaProcessorService(
    MediaNode node, ContextRecordings recordings, ContextPlaybacks playbacks, EventHub hub, CommandReader reader, MpWriter writer, ILogger<MediaProcessorService> log)
    : MediaProcessor.MediaProcessorBase
{
    public override Task<Capabilities> GetCapabilities(GetCapabilitiesRequest request, ServerCallContext context) =>
        Task.FromResult(writer.Capabilities());

    /// <exception cref="RpcException">AlreadyExists, FailedPrecondition: draining, ResourceExhausted, InvalidArgument.</exception>
    public override Task<ContextReply> AddContext(AddContextRequest request, ServerCallContext context) => AnswerAsync(context, async stop =>
    {
        var identity = reader.Context(request);
        hub.Renew(identity.Owner);
        return writer.Context(await node.AddContextAsync(identity, stop));
    });

    /// <exception cref="RpcException">NotFound, AlreadyExists, ResourceExhausted: no port or place, InvalidArgument.</exception>
    public override Task<TerminationReply> AddTermination(AddTerminationRequest request, ServerCallContext context) => AnswerAsync(context, request.ContextId, async stop =>
    {
        var id = CommandReader.Id(request.TerminationId, "termination_id");
        var settings = reader.Audio(request.Streams);
        return writer.Termination(
            request.ContextId, await node.AddTerminationAsync(request.ContextId, id, settings, request.ToByteString(), stop));
    });

    /// <exception cref="RpcException">NotFound, InvalidArgument.</exception>
    public override Task<TerminationReply> ModifyTermination(ModifyTerminationRequest request, ServerCallContext context) => AnswerAsync(context, request.ContextId, async stop =>
    {
        var changed = request.Streams.Count == 0
            ? await node.AuditTerminationAsync(request.ContextId, request.TerminationId, stop)
            : await node.ModifyTerminationAsync(request.ContextId, request.TerminationId, reader.Audio(request.Streams), stop);
        return writer.Termination(request.ContextId, changed);
    });

    /// <exception cref="RpcException">NotFound, ResourceExhausted.</exception>
    public override Task<TerminationReply> MoveTermination(MoveTerminationRequest request, ServerCallContext context) => AnswerAsync(context, request.ToContextId, async stop =>
        writer.Termination(
            request.ToContextId,
            await node.MoveTerminationAsync(request.TerminationId, request.FromContextId, request.ToContextId, stop)));

    /// <exception cref="RpcException">FailedPrecondition: it is in another context.</exception>
    public override Task<SubtractTerminationReply> SubtractTermination(SubtractTerminationRequest request, ServerCallContext context) =>
        AnswerAsync(context, request.ContextId, async stop =>
        {
            var last = await node.SubtractTerminationAsync(request.ContextId, request.TerminationId, stop);
            return new SubtractTerminationReply
            {
                StartId = writer.StartId,
                Termination = last is null ? null : writer.Termination(last),
            };
        });

    public override Task<SubtractContextReply> SubtractContext(SubtractContextRequest request, ServerCallContext context) =>
        AnswerAsync(context, request.ContextId, async _ =>
        {
            var last = await node.SubtractContextAsync(request.ContextId);
            return new SubtractContextReply
            {
                StartId = writer.StartId,
                Terminations = { last?.Terminations.Select(writer.Termination) ?? [] },
            };
        });

    /// <exception cref="RpcException">NotFound.</exception>
    public override Task<TerminationReply> AuditTermination(AuditTerminationRequest request, ServerCallContext context) =>
        AnswerAsync(context, request.ContextId, async stop =>
            writer.Termination(
                request.ContextId, await node.AuditTerminationAsync(request.ContextId, request.TerminationId, stop)));

    public override Task AuditAll(AuditAllRequest request, IServerStreamWriter<ContextReply> responseStream, ServerCallContext context) =>
        AnswerAsync(context, async stop =>
        {
            foreach (var identity in node.Contexts.Where(it => request.Owner.Length == 0 || it.Owner == request.Owner).ToArray())
                if (await node.AuditContextAsync(identity.Id, stop) is { } state)
                    await responseStream.WriteAsync(writer.Context(state), stop);
            return true;
        });

    /// <exception cref="RpcException">NotFound, AlreadyExists: the file, FailedPrecondition: it cannot be written, InvalidArgument.</exception>
    public override Task<RecordingReply> StartRecording(StartRecordingRequest request, ServerCallContext context) => AnswerAsync(context, request.ContextId, async stop =>
        writer.Recording(await recordings.StartAsync(request.ContextId, CommandReader.Recording(request), stop)));

    /// <exception cref="RpcException">NotFound, FailedPrecondition: it has ended.</exception>
    public override Task<RecordingReply> PauseRecording(PauseRecordingRequest request, ServerCallContext context) => AnswerAsync(context, request.ContextId, async stop =>
        writer.Recording(await recordings.PauseAsync(request.ContextId, request.RecordingId, isPaused: true, stop)));

    /// <exception cref="RpcException">NotFound, FailedPrecondition: it has ended.</exception>
    public override Task<RecordingReply> ResumeRecording(ResumeRecordingRequest request, ServerCallContext context) => AnswerAsync(context, request.ContextId, async stop =>
        writer.Recording(await recordings.PauseAsync(request.ContextId, request.RecordingId, isPaused: false, stop)));

    /// <exception cref="RpcException">NotFound.</exception>
    public override Task<RecordingReply> StopRecording(StopRecordingRequest request, ServerCallContext context) => AnswerAsync(context, request.ContextId, async stop =>
        writer.Recording(await recordings.StopAsync(request.ContextId, request.RecordingId, stop)));

    /// <exception cref="RpcException">NotFound, AlreadyExists, FailedPrecondition: a file cannot be read, InvalidArgument.</exception>
    public override Task<PlaybackReply> StartPlayback(StartPlaybackRequest request, ServerCallContext context) => AnswerAsync(context, request.ContextId, async stop =>
        writer.Playback(await playbacks.StartAsync(request.ContextId, AnnouncementReader.Playback(request), stop)));

    /// <exception cref="RpcException">NotFound.</exception>
    public override Task<PlaybackReply> StopPlayback(StopPlaybackRequest request, ServerCallContext context) => AnswerAsync(context, request.ContextId, async stop =>
        writer.Playback(await playbacks.StopAsync(request.ContextId, request.PlaybackId, stop)));

    /// <exception cref="RpcException">NotFound, AlreadyExists, FailedPrecondition: asked already, or a file cannot be read, InvalidArgument.</exception>
    public override Task<CollectionReply> CollectDigits(CollectDigitsRequest request, ServerCallContext context) => AnswerAsync(context, request.ContextId, async stop =>
        writer.Collection(await playbacks.CollectAsync(request.ContextId, AnnouncementReader.Collection(request), stop)));

    /// <exception cref="RpcException">NotFound.</exception>
    public override Task<CollectionReply> CancelDigits(CancelDigitsRequest request, ServerCallContext context) => AnswerAsync(context, request.ContextId, async stop =>
        writer.Collection(await playbacks.CancelAsync(request.ContextId, request.CollectionId, stop)));

    /// <exception cref="RpcException">NotFound, InvalidArgument.</exception>
    public override Task<PressKeyReply> PressKey(PressKeyRequest request, ServerCallContext context) => AnswerAsync(context, request.ContextId, async stop =>
    {
        var key = AnnouncementReader.Key(request.Key, "key");
        var pressId = CommandReader.Id(request.PressId, "press_id");
        var isTaken = await playbacks.PressAsync(request.ContextId, request.TerminationId, key, pressId, stop);
        return new PressKeyReply { StartId = writer.StartId, Taken = isTaken };
    });

    public override Task Events(EventsRequest request, IServerStreamWriter<Event> responseStream, ServerCallContext context) =>
        AnswerAsync(context, async stop =>
        {
            var owner = CommandReader.Id(request.Owner, "owner");
            log.LogInformation("Events opened: owner={Owner} peer={Peer}", owner, context.Peer);
            try
            {
                await foreach (var happened in hub.ReadAsync(owner, writer.Capabilities(), stop))
                    await responseStream.WriteAsync(happened, stop);
            }
            finally
            {
                log.LogInformation("Events closed: owner={Owner} peer={Peer}", owner, context.Peer);
            }

            return true;
        });

    // A command shows that the owner lives, just as its event stream does.
    private Task<T> AnswerAsync<T>(ServerCallContext context, string contextId, Func<CancellationToken, Task<T>> command)
    {
        if (node.OwnerOf(contextId) is { } owner) hub.Renew(owner);
        return AnswerAsync(context, command);
    }

    private async Task<T> AnswerAsync<T>(ServerCallContext context, Func<CancellationToken, Task<T>> command)
    {
        try
        {
            return await command(context.CancellationToken);
        }
        catch (MediaException refused)
        {
            var status = new Status(StatusOf(refused.Fault), refused.Message);
            log.LogInformation("{Method} refused: {Status} {Detail}", context.Method, status.StatusCode, status.Detail);
            throw new RpcException(status);
        }
        catch (WorkerStoppedException stopping)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, stopping.Message));
        }
    }

    private static StatusCode StatusOf(MediaFault fault) => fault switch
    {
        MediaFault.NotFound => StatusCode.NotFound,
        MediaFault.Clash => StatusCode.AlreadyExists,
        MediaFault.Exhausted => StatusCode.ResourceExhausted,
        MediaFault.Forbidden => StatusCode.FailedPrecondition,
        _ => StatusCode.InvalidArgument,
    };
}
