using ImsConference.Mrfc.Media;
using ImsConference.Protos.Mp;

namespace ImsConference.Mrfc.Focus;

/// <summary>A conference's place on an MRFP: found once, shared by all who join, given back at the end.</summary>
/// <param name="token">Token of the conference; names the context.</param>
/// <param name="pool">The MRFPs.</param>
/// <param name="options">How many places to set aside, and whether to record.</param>
/// <param name="log">Hears of recordings.</param>
public sealed class ConferenceContext(string token, MrfpPool pool, FocusOptions options, ILogger log)
{
    private const string RecordingId = "mix";

    private MrfpContext? _placed;
    private Task<MrfpContext>? _placing;
    private int _attempts;

    /// <summary>The context, once there is one and as long as it stands.</summary>
    public MrfpContext? Current => _placed is { IsGone: false } ? _placed : null;

    /// <summary>Token of the conference that a context is named for.</summary>
    public static string TokenOf(string contextId) => contextId.Split('.')[0];

    /// <summary>The context; places it when there is none. Those who ask meanwhile wait for the same.</summary>
    /// <param name="suits">Whether an MRFP with these audio formats can serve the one who asks.</param>
    /// <exception cref="MrfpException">No MRFP takes it; the next who asks tries again.</exception>
    public Task<MrfpContext> GetAsync(Predicate<MediaCapability> suits)
    {
        var isUsable = _placing is { IsCompleted: false } || Current is not null;
        if (!isUsable) _placing = PlaceAsync(suits);
        return _placing!;
    }

    /// <summary>Gives the place back, also one that is just being found. Never fails.</summary>
    public async Task ReleaseAsync()
    {
        if (_placing is null) return;
        try
        {
            var context = await _placing;
            if (options.RecordMix && !context.IsGone) await StopRecordingAsync(context);
            await pool.ReleaseContextAsync(context);
        }
        catch (MrfpException e)
        {
            log.LogDebug("Conference {Conference} had no context to give back: {Why}", token, e.Message);
        }
    }

    private async Task<MrfpContext> PlaceAsync(Predicate<MediaCapability> suits)
    {
        // A lost context may still stand on an MRFP that cannot be reached: a new one never bears its name.
        var id = ++_attempts == 1 ? token : $"{token}.{_attempts}";
        var request = new AddContextRequest { ContextId = id, ReservedTerminations = (uint)options.ReservedParticipants, Media = { MediaType.Audio } };
        _placed = await pool.PlaceContextAsync(request, suits, CancellationToken.None);
        if (options.RecordMix) await StartRecordingAsync(_placed);
        return _placed;
    }

    private async Task StartRecordingAsync(MrfpContext context)
    {
        try
        {
            var reply = await context.Mrfp.StartRecordingAsync(
                new StartRecordingRequest { ContextId = context.Id, RecordingId = RecordingId, FileName = $"{context.Id}.wav" }, CancellationToken.None);
            log.LogInformation("Recording conference {Conference} to {Path} on {Mrfp}", token, reply.Path, context.Mrfp.Name);
        }
        catch (MrfpException e)
        {
            log.LogError("Conference {Conference} is not recorded: {Why}", token, e.Message); // people came to talk; they may
        }
    }

    private async Task StopRecordingAsync(MrfpContext context)
    {
        try
        {
            var reply = await context.Mrfp.StopRecordingAsync(
                new StopRecordingRequest { ContextId = context.Id, RecordingId = RecordingId }, CancellationToken.None);
            log.LogInformation("Recorded conference {Conference} to {Path}, {Samples} samples", token, reply.Path, reply.Samples);
        }
        catch (MrfpException e)
        {
            log.LogError("The recording of conference {Conference} was not closed in order: {Why}", token, e.Message);
        }
    }
}
