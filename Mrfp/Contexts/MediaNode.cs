using System.Collections.Concurrent;
using ImsConference.Engine.Codecs;
using ImsConference.Engine.Rtp;
using Microsoft.Extensions.Options;

namespace ImsConference.Mrfp.Contexts;

/// <summary>All contexts of this MRFP and the commands on them. Called from any thread; each command hops to the worker that owns the context.</summary>
/// <remarks>
/// Every command may be repeated: it finds what the first one made. Sockets are opened and closed on the
/// caller's thread, so that no tick waits for them.
/// </remarks>
public sealed class MediaNode
{
    private readonly ConcurrentDictionary<string, MediaContext> _contexts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, MediaContext> _terminations = new(StringComparer.Ordinal); // where each is
    private readonly IReadOnlyList<MediaWorker> _workers;
    private readonly PortAllocator _ports;
    private readonly StreamPorts _streamPorts;
    private readonly CapacityBook _capacity;
    private readonly MediaSession _session;
    private volatile bool _isDraining;

    public MediaNode(
        IReadOnlyList<MediaWorker> workers, MediaClock clock, PortAllocator ports, CodecLibrary codecs, IOptions<MediaOptions> media, IOptions<RtpOptions> rtp)
    {
        _workers = workers;
        _ports = ports;
        _streamPorts = new StreamPorts(ports, media.Value.MaxTerminations / workers.Count + 1);
        _capacity = new CapacityBook(media.Value.MaxContexts, Math.Min(media.Value.MaxTerminations, ports.Pairs));
        _session = MediaSession.Create(clock, rtp.Value, media.Value, codecs);
    }

    /// <summary>Told of what happens on the media threads; must not wait.</summary>
    public Action<MediaEvent> Happened { get; set; } = static _ => { };

    /// <summary>True once no new context is taken.</summary>
    public bool IsDraining => _isDraining;

    /// <summary>What is called and owned how, at this moment.</summary>
    public IEnumerable<ContextIdentity> Contexts => _contexts.Values.Select(context => context.Identity);

    public NodeLoad Load
    {
        get
        {
            var (contexts, terminations, setAside) = _capacity.Count;
            var workers = _workers.Select(worker => worker.Load).ToArray();
            return new NodeLoad(
                contexts, terminations, setAside, _ports.FreePairs, workers.Max(worker => worker.Percent), _isDraining,
                workers.Sum(worker => worker.Overruns), workers.Sum(worker => worker.Faults), workers.Min(worker => worker.OpusComplexity),
                workers);
        }
    }

    /// <summary>Streams can share ports.</summary>
    public bool MayShare => _ports.MayShare;

    public int MaxContexts => _capacity.MaxContexts;

    public int MaxTerminations => _capacity.MaxTerminations;

    /// <summary>Takes no new context from now on; those that are here go on.</summary>
    public void Drain() => _isDraining = true;

    /// <summary>Makes a context, or finds the one that the same command made.</summary>
    public async Task<ContextState> AddContextAsync(ContextIdentity identity, CancellationToken stop)
    {
        if (_contexts.TryGetValue(identity.Id, out var known)) return await RepeatAsync(known, identity, stop);
        if (_isDraining) throw new MediaException(MediaFault.Forbidden, "draining: takes no new context");
        if (!_capacity.TryOpen(identity.Id, identity.ReservedTerminations))
            throw _contexts.ContainsKey(identity.Id)
                ? new MediaException(MediaFault.Forbidden, $"context {identity.Id} is being made or ended")
                : new MediaException(MediaFault.Exhausted, $"no room for {identity.ReservedTerminations} more terminations, or for a context");

        var context = new MediaContext(identity, _workers.MinBy(worker => worker.Weight)!, _session, happened => Happened(happened));
        context.Worker.Weigh(1);
        _contexts[identity.Id] = context;
        await context.RunAsync(static it => it.Start(), CancellationToken.None);
        return new ContextState(identity, []);
    }

    /// <summary>Adds a participant with its ports, or finds the one that the same command added.</summary>
    public async Task<TerminationState> AddTerminationAsync(
        string contextId, string terminationId, AudioSettings settings, object addedBy, CancellationToken stop)
    {
        var context = Find(contextId);
        var known = await context.RunAsync(it => Repeated(it, terminationId, addedBy), stop);
        if (known is not null) return known;

        if (!_capacity.TryTake(contextId)) throw new MediaException(MediaFault.Exhausted, $"no place left for {terminationId}");
        PortPair? ports = null;
        var isIn = false;
        Termination? termination = null;
        try
        {
            ports = _streamPorts.Open(context.Worker, settings);
            termination = new Termination(terminationId, addedBy, new AudioStream(settings, ports, _session));
            (var state, isIn) = await context.RunAsync(it => Enter(it, termination), stop);
            return state;
        }
        finally
        {
            // Refused, cancelled before its turn, or another copy of the command was faster.
            if (!isIn)
            {
                termination?.Dispose();
                if (ports is not null) _streamPorts.Close(ports);
                _capacity.Give(contextId);
            }
        }
    }

    /// <summary>Changes a participant's stream; one that is not to share its ports any more gets others.</summary>
    public async Task<TerminationState> ModifyTerminationAsync(
        string contextId, string terminationId, AudioSettings settings, CancellationToken stop)
    {
        var context = Find(contextId);
        if (await context.RunAsync(it => TryModify(it, terminationId, settings, ports: null), stop) is { } state) return state;

        var ports = _streamPorts.Open(context.Worker, settings);
        var isTaken = false;
        try
        {
            return await context.RunAsync(
                it =>
                {
                    var moved = TryModify(it, terminationId, settings, ports)!;
                    isTaken = FindIn(it, terminationId).Audio.Ports == ports;
                    return moved;
                },
                stop);
        }
        finally
        {
            if (!isTaken) _streamPorts.Close(ports); // it has left, or another copy of the command was faster
        }
    }

    /// <summary>State and figures of one participant.</summary>
    public Task<TerminationState> AuditTerminationAsync(string contextId, string terminationId, CancellationToken stop) =>
        Find(contextId).RunAsync(it => FindIn(it, terminationId).Capture(), stop);

    /// <summary>State and figures of a context.</summary>
    /// <returns>Null when it has gone meanwhile.</returns>
    public async Task<ContextState?> AuditContextAsync(string contextId, CancellationToken stop) =>
        _contexts.TryGetValue(contextId, out var context) ? await context.RunAsync(Capture, stop) : null;

    /// <summary>Takes a participant to another context with ports, SSRC and sequence numbers kept.</summary>
    public async Task<TerminationState> MoveTerminationAsync(string terminationId, string fromId, string toId, CancellationToken stop)
    {
        var to = Find(toId);
        var there = await to.RunAsync(it => it.Find(terminationId)?.Capture(), stop);
        if (there is not null) return there;

        var from = Find(fromId);
        if (!_capacity.TryTake(toId)) throw new MediaException(MediaFault.Exhausted, $"no place left for {terminationId} in {toId}");

        Termination? moving = null;
        try
        {
            moving = await from.RunAsync(it => Lift(it, to, terminationId), stop);

            // From here on nothing may cancel it: it is nowhere.
            var state = await to.RunAsync(it => Land(it, moving), CancellationToken.None);
            _capacity.Give(fromId);
            return state;
        }
        catch (Exception)
        {
            _capacity.Give(toId);
            if (moving is not null) await PutBackAsync(from, moving);
            throw;
        }
    }

    /// <summary>Removes a participant, with BYE.</summary>
    /// <returns>Its last figures; null when it was gone already.</returns>
    public async Task<TerminationState?> SubtractTerminationAsync(string contextId, string terminationId, CancellationToken stop)
    {
        if (!_contexts.TryGetValue(contextId, out var context)) return null;
        var termination = await context.RunAsync(it => Remove(it, terminationId), stop);
        if (termination is null) return null;

        Discard(termination);
        _capacity.Give(contextId);
        return termination.Capture();
    }

    /// <summary>Removes a context with all that is in it.</summary>
    /// <returns>Last figures of its participants; null when it was gone already.</returns>
    public async Task<ContextState?> SubtractContextAsync(string contextId)
    {
        if (!_contexts.TryRemove(contextId, out var context)) return null;

        var (terminations, recorded) = await context.RunAsync(Close, CancellationToken.None);
        context.Worker.Weigh(-1);
        foreach (var termination in terminations) Discard(termination);
        _capacity.Close(contextId);
        await recorded;
        return new ContextState(context.Identity, [.. terminations.Select(termination => termination.Capture())]);
    }

    private static async Task<ContextState> RepeatAsync(MediaContext known, ContextIdentity identity, CancellationToken stop)
    {
        if (!known.Identity.AddedBy.Equals(identity.AddedBy))
            throw new MediaException(MediaFault.Clash, $"context {identity.Id} was made with other contents");
        return await known.RunAsync(Capture, stop) ?? throw NoContext(identity.Id);
    }

    // A move whose goal went away: home again, or, when home has gone too, out.
    private async Task PutBackAsync(MediaContext home, Termination termination)
    {
        var isHome = await home.RunAsync(it => TryReturn(it, termination), CancellationToken.None);
        if (!isHome) Discard(termination);
    }

    private void Discard(Termination termination)
    {
        _streamPorts.Close(termination.Audio.Ports);
        termination.Dispose();
    }

    /// <returns>Null when there is no such context.</returns>
    public string? OwnerOf(string contextId) => _contexts.TryGetValue(contextId, out var context) ? context.Identity.Owner : null;

    /// <exception cref="MediaException">NotFound.</exception>
    internal MediaContext Find(string contextId) => _contexts.TryGetValue(contextId, out var context) ? context : throw NoContext(contextId);

    internal static MediaException NoContext(string contextId) => new(MediaFault.NotFound, $"context {contextId}");

    // All below runs on the worker that owns the context.

    internal static Termination FindIn(MediaContext context, string terminationId) =>
        context.Find(terminationId)
            ?? throw new MediaException(MediaFault.NotFound, $"termination {terminationId} in context {context.Id}");

    /// <param name="context">Where it is.</param>
    /// <param name="terminationId">The one.</param>
    /// <param name="settings">Wanted.</param>
    /// <param name="ports">Its own from now on, if it shares those that it has and is not to; null while there are none.</param>
    /// <returns>Null when it needs ports of its own.</returns>
    private TerminationState? TryModify(MediaContext context, string terminationId, AudioSettings settings, PortPair? ports)
    {
        var termination = FindIn(context, terminationId);
        if (settings.StreamId != termination.Audio.Settings.StreamId)
            throw new MediaException(MediaFault.Invalid, $"streams: {terminationId} has no stream {settings.StreamId}");
        if (termination.Audio.Ports.IsShared && !settings.SharesPort)
        {
            if (ports is null) return null;
            context.Rehome(termination, ports);
        }

        if (!termination.Audio.TryExpect(settings)) throw Taken(settings);
        context.Modify(termination, settings, _session.Clock.NowUs);
        return termination.Capture();
    }

    private static MediaException Taken(AudioSettings settings) =>
        new(MediaFault.Forbidden, $"streams[0].remote: {settings.RemoteRtp} is another stream's on the shared port");

    private static ContextState? Capture(MediaContext context) =>
        context.IsClosed ? null : new ContextState(context.Identity, [.. context.Terminations.Select(termination => termination.Capture())]);

    private static TerminationState Same(Termination known, object addedBy) =>
        known.AddedBy.Equals(addedBy)
            ? known.Capture()
            : throw new MediaException(MediaFault.Clash, $"termination {known.Id} was added with other contents");

    private static TerminationState? Repeated(MediaContext context, string terminationId, object addedBy)
    {
        if (context.IsClosed) throw NoContext(context.Id);
        return context.Find(terminationId) is { } known ? Same(known, addedBy) : null;
    }

    private (TerminationState State, bool IsIn) Enter(MediaContext context, Termination termination)
    {
        if (Repeated(context, termination.Id, termination.AddedBy) is { } state) return (state, false);
        if (!_terminations.TryAdd(termination.Id, context))
            throw new MediaException(MediaFault.Clash, $"termination {termination.Id} is in another context");
        if (!termination.Audio.TryExpect(termination.Audio.Settings))
        {
            termination.Audio.ExpectNobody();
            _terminations.TryRemove(termination.Id, out _);
            throw Taken(termination.Audio.Settings);
        }

        context.Enter(termination);
        return (termination.Capture(), true);
    }

    private Termination? Remove(MediaContext context, string terminationId)
    {
        if (context.Find(terminationId) is not { } termination)
        {
            if (_terminations.TryGetValue(terminationId, out var other) && other != context)
                throw new MediaException(MediaFault.Forbidden, $"termination {terminationId} is in context {other.Id}");
            return null;
        }

        context.Leave(termination, isMoving: false, _session.Clock.NowUs);
        SayGoodbye(termination);
        return termination;
    }

    private (IReadOnlyList<Termination> Terminations, Task Recorded) Close(MediaContext context)
    {
        var all = context.Close();
        foreach (var termination in all.Terminations) SayGoodbye(termination);
        return all;
    }

    private void SayGoodbye(Termination termination)
    {
        _terminations.TryRemove(termination.Id, out _);
        Span<byte> buffer = stackalloc byte[AudioStream.RtcpBytes];
        termination.Audio.Leave(buffer, _session.Clock.NowUs);
        termination.Audio.ExpectNobody();
    }

    // The claim on the id goes to the new context at once: whoever subtracts it from the old one is told so.
    private Termination Lift(MediaContext from, MediaContext to, string terminationId)
    {
        var termination = FindIn(from, terminationId);
        if (termination.Audio.Ports.IsShared && from.Worker != to.Worker)
            throw new MediaException(MediaFault.Forbidden, $"termination {terminationId} shares a port of another media thread than {to.Id} has");
        from.Leave(termination, isMoving: true, _session.Clock.NowUs);
        _terminations[terminationId] = to;
        return termination;
    }

    private bool TryReturn(MediaContext home, Termination termination)
    {
        if (home.IsClosed)
        {
            SayGoodbye(termination);
            return false;
        }

        _terminations[termination.Id] = home;
        home.Enter(termination);
        return true;
    }

    private static TerminationState Land(MediaContext to, Termination termination)
    {
        if (to.IsClosed) throw NoContext(to.Id);
        to.Enter(termination);
        return termination.Capture();
    }
}
