using ImsConference.Engine.Rtp;
using ImsConference.Mrfp.Playback;

namespace ImsConference.Mrfp.Contexts;

/// <summary>Announcements to contexts and their members, and the digits that members are asked for: begins and ends them by command.</summary>
/// <param name="node">Where the contexts are.</param>
/// <param name="library">Makes the sounds, beside the media threads.</param>
/// <param name="clock">Of the media side.</param>
public sealed class ContextPlaybacks(MediaNode node, SoundLibrary library, MediaClock clock)
{
    /// <summary>Begins to play, or finds the playback that the same command began.</summary>
    public async Task<PlaybackState> StartAsync(string contextId, PlaybackOrder order, CancellationToken stop)
    {
        var context = node.Find(contextId);
        var known = await context.RunAsync(it => Known(it, order), stop);
        if (known is not null) return known;

        var player = await PrepareAsync(order.Announcement);
        return await BeginAsync(context, player, it =>
        {
            if (Known(it, order) is { } faster) return (faster, false);
            var playback = new ContextPlayback(order.Id, order.Command, player, order.IsAlone);
            it.Sounds.Play(playback, order.TerminationId.Length == 0 ? null : MediaNode.FindIn(it, order.TerminationId));
            it.Fit();
            return (playback.State, true);
        });
    }

    /// <summary>Stops one; it has faded out a frame later. One that has ended already is found likewise.</summary>
    public Task<PlaybackState> StopAsync(string contextId, string playbackId, CancellationToken stop) => node.Find(contextId).RunAsync(
        it =>
        {
            if (Open(it).PastPlaybacks.TryFind(playbackId, out _, out var ended)) return ended;
            var playback = it.Sounds.FindPlayback(playbackId) ?? throw new MediaException(MediaFault.NotFound, $"playback {playbackId} in context {contextId}");
            playback.Stop(PlaybackEnd.Stopped);
            return playback.State;
        },
        stop);

    /// <summary>Begins to ask for digits, or finds the collection that the same command began.</summary>
    public async Task<CollectionState> CollectAsync(string contextId, CollectionOrder order, CancellationToken stop)
    {
        var context = node.Find(contextId);
        var known = await context.RunAsync(it => Known(it, order), stop);
        if (known is not null) return known;

        var player = order.Prompt is null ? null : await PrepareAsync(order.Prompt);
        return await BeginAsync(context, player, it =>
        {
            if (Known(it, order) is { } faster) return (faster, false);
            var prompt = player is null ? null : new ContextPlayback("", order.Command, player, order.IsAlone);
            var collection = new DigitCollection(order.Id, order.Command, order.Rules, prompt, order.BargesIn, order.Mutes);
            it.Sounds.Ask(collection, MediaNode.FindIn(it, order.TerminationId), order.KeepsEarlierKeys, clock.NowUs);
            it.Fit();
            return (collection.State, true);
        });
    }

    /// <summary>Ends one. One that has ended already is found likewise.</summary>
    public Task<CollectionState> CancelAsync(string contextId, string collectionId, CancellationToken stop) => node.Find(contextId).RunAsync(
        it =>
        {
            if (Open(it).PastCollections.TryFind(collectionId, out _, out var ended)) return ended;
            var collection = it.Sounds.FindCollection(collectionId) ?? throw new MediaException(MediaFault.NotFound, $"collection {collectionId} in context {contextId}");
            collection.Stop(DigitsEnd.Cancelled);
            return collection.State;
        },
        stop);

    /// <summary>Hands in a key that was told by signalling.</summary>
    /// <returns>False when nobody asks for it.</returns>
    public Task<bool> PressAsync(string contextId, string terminationId, char key, string pressId, CancellationToken stop) => node.Find(contextId).RunAsync(
        it =>
        {
            var collection = MediaNode.FindIn(it, terminationId).Audio.Keys.Collection;
            collection?.Press(key, pressId, clock.NowUs);
            return collection is not null;
        },
        stop);

    private async Task<Player> PrepareAsync(Announcement announcement)
    {
        try
        {
            return await library.PrepareAsync(announcement);
        }
        catch (InvalidDataException fault)
        {
            throw new MediaException(MediaFault.Forbidden, $"cannot play {fault.Message}");
        }
    }

    // Whatever becomes of the command, sounds that are not taken are let go of.
    private static async Task<T> BeginAsync<T>(MediaContext context, Player? player, Func<MediaContext, (T State, bool IsTaken)> begin)
    {
        var isTaken = false;
        try
        {
            (var state, isTaken) = await context.RunAsync(begin, CancellationToken.None);
            return state;
        }
        finally
        {
            if (!isTaken) player?.End();
        }
    }

    private static ContextSounds Open(MediaContext context) => context.IsClosed ? throw MediaNode.NoContext(context.Id) : context.Sounds;

    // Null where the command is a new one.
    private static PlaybackState? Known(MediaContext context, PlaybackOrder order)
    {
        if (Open(context).PastPlaybacks.TryFind(order.Id, out var startedBy, out var ended)) return Same(startedBy, order.Command, ended, order.Id);
        return context.Sounds.FindPlayback(order.Id) is { } known ? Same(known.StartedBy, order.Command, known.State, order.Id) : null;
    }

    private static CollectionState? Known(MediaContext context, CollectionOrder order)
    {
        if (Open(context).PastCollections.TryFind(order.Id, out var startedBy, out var ended)) return Same(startedBy, order.Command, ended, order.Id);
        return context.Sounds.FindCollection(order.Id) is { } known ? Same(known.StartedBy, order.Command, known.State, order.Id) : null;
    }

    private static T Same<T>(object startedBy, object command, T state, string id) =>
        startedBy.Equals(command) ? state : throw new MediaException(MediaFault.Clash, $"{id} was started with other contents");
}
