using ImsConference.Mrfc.Focus.Recordings;
using ImsConference.Mrfc.Media;
using ImsConference.Protos.Mp;

namespace ImsConference.Mrfc.Focus;

/// <summary>A conference's place on an MRFP: found once, shared by all who join, given back at the end.</summary>
/// <param name="token">Token of the conference; names the context.</param>
/// <param name="pool">The MRFPs.</param>
/// <param name="options">How many places to set aside, and whether to record.</param>
/// <param name="recordings">Of this conference.</param>
/// <param name="log">Hears what could not be done.</param>
public sealed class ConferenceContext(string token, MrfpPool pool, FocusOptions options, ConferenceRecordings recordings, ILogger log)
{
    private MrfpContext? _placed;
    private Task<MrfpContext>? _placing;
    private int _attempts;

    /// <summary>The context, once there is one and as long as it stands.</summary>
    public MrfpContext? Current => _placed is { IsGone: false } ? _placed : null;

    public ConferenceRecordings Recordings => recordings;

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
            if (!context.IsGone) await Recordings.StopAllAsync(context);
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
        var request = new AddContextRequest
        {
            ContextId = id,
            ReservedTerminations = (uint)options.ReservedParticipants,
            Media = { MediaType.Audio },
            SpeakersIntervalMs = (uint)options.SpeakersIntervalMs,
        };
        _placed = await pool.PlaceContextAsync(request, suits, CancellationToken.None);
        if (options.RecordMix) await RecordMixAsync(_placed);
        return _placed;
    }

    private async Task RecordMixAsync(MrfpContext context)
    {
        try
        {
            await Recordings.StartAsync(context, new RecordingWish(SampleRateHz: options.RecordingRateHz));
        }
        catch (MrfpException e)
        {
            log.LogError("Conference {Conference} is not recorded: {Why}", token, e.Message); // people came to talk; they may
        }
    }
}
