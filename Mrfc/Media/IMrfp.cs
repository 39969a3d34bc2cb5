using ImsConference.Protos.Mp;

namespace ImsConference.Mrfc.Media;

/// <summary>
/// One MRFP and its commands, as mp.proto describes them. Every method completes on the caller's context and throws
/// <see cref="MrfpException"/>, or <see cref="OperationCanceledException"/> once <c>stop</c> is cancelled.
/// </summary>
public interface IMrfp
{
    /// <summary>Host and port, for example <c>127.0.0.1:7070</c>.</summary>
    string Name { get; }

    Task<Capabilities> GetCapabilitiesAsync(CancellationToken stop);

    Task<ContextReply> AddContextAsync(AddContextRequest request, CancellationToken stop);

    Task<TerminationReply> AddTerminationAsync(AddTerminationRequest request, CancellationToken stop);

    Task<TerminationReply> ModifyTerminationAsync(ModifyTerminationRequest request, CancellationToken stop);

    Task<TerminationReply> MoveTerminationAsync(MoveTerminationRequest request, CancellationToken stop);

    Task<SubtractTerminationReply> SubtractTerminationAsync(SubtractTerminationRequest request, CancellationToken stop);

    Task<SubtractContextReply> SubtractContextAsync(SubtractContextRequest request, CancellationToken stop);

    Task<TerminationReply> AuditTerminationAsync(AuditTerminationRequest request, CancellationToken stop);

    /// <summary>Every context of one owner.</summary>
    Task<IReadOnlyList<ContextReply>> AuditAllAsync(AuditAllRequest request, CancellationToken stop);

    Task<RecordingReply> StartRecordingAsync(StartRecordingRequest request, CancellationToken stop);

    Task<RecordingReply> PauseRecordingAsync(PauseRecordingRequest request, CancellationToken stop);

    Task<RecordingReply> ResumeRecordingAsync(ResumeRecordingRequest request, CancellationToken stop);

    Task<RecordingReply> StopRecordingAsync(StopRecordingRequest request, CancellationToken stop);

    Task<PlaybackReply> StartPlaybackAsync(StartPlaybackRequest request, CancellationToken stop);

    Task<PlaybackReply> StopPlaybackAsync(StopPlaybackRequest request, CancellationToken stop);

    Task<CollectionReply> CollectDigitsAsync(CollectDigitsRequest request, CancellationToken stop);

    Task<CollectionReply> CancelDigitsAsync(CancelDigitsRequest request, CancellationToken stop);

    Task<PressKeyReply> PressKeyAsync(PressKeyRequest request, CancellationToken stop);

    /// <summary>What happens on the MRFP, from now until the stream breaks (<see cref="MrfpException"/>) or the MRFP ends it.</summary>
    IAsyncEnumerable<Event> EventsAsync(EventsRequest request, CancellationToken stop);
}
