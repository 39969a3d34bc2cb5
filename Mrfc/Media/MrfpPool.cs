using System.Diagnostics;
using ImsConference.Protos.Mp;
using ImsConference.Sip.Loop;

namespace ImsConference.Mrfc.Media;

/// <summary>
/// The MRFPs of this MRFC: places contexts on the least loaded one, hears their events, and tells when a context is gone.
/// Lives on the signalling loop: every member is for that thread, and every event is raised on it.
/// </summary>
public sealed class MrfpPool : IDisposable
{
    private readonly SignallingLoop _loop;
    private readonly ILogger<MrfpPool> _log;
    private readonly MrfpNode[] _nodes;
    private readonly MrfpWatch _watch;
    private readonly MrfpAudit _audit;

    /// <param name="loop">Where all of this happens.</param>
    /// <param name="mrfps">The MRFPs; the pool does not dispose them.</param>
    /// <param name="owner">Node id of this MRFC: the owner of its contexts.</param>
    /// <param name="options">Pauses and patience.</param>
    /// <param name="log">One line for each MRFP that comes, goes, restarts or is given up.</param>
    public MrfpPool(SignallingLoop loop, IReadOnlyList<IMrfp> mrfps, string owner, MpOptions options, ILogger<MrfpPool> log)
    {
        _loop = loop;
        _log = log;
        var ports = new PortRule(options);
        _nodes = [.. mrfps.Select(mrfp => new MrfpNode(mrfp, ports))];
        _audit = new MrfpAudit(loop, owner, log)
        {
            ContextMissing = context => Lose(context, ContextLoss.Missing),
            TerminationMissing = OnTerminationMissing,
            Missed = OnMissed,
        };
        _watch = new MrfpWatch(loop, owner, options, log)
        {
            Connected = _audit.Request,
            GapSeen = _audit.Request,
            Heard = OnEvent,
            Gone = LoseAll,
        };
        Owner = owner;
    }

    /// <summary>Something happened to one of our contexts, also what an audit finds to have been missed. Not raised for contexts that are gone.</summary>
    public event Action<MrfpContext, Event>? EventReceived;

    /// <summary>A context is gone without our asking; its participants have no media any more.</summary>
    public event Action<MrfpContext, ContextLoss>? ContextLost;

    /// <summary>
    /// A termination that the MRFP had confirmed is not there any more, found by the audit that follows each (re)connection,
    /// each gap in the events and each <see cref="RequestAudit"/>; its context stands.
    /// </summary>
    public event Action<MrfpContext, string>? TerminationLost;

    /// <summary>An MRFP came, went or changed its state, for the operator's page and the ready line.</summary>
    public event Action<MrfpStatus>? StateChanged
    {
        add => _watch.StateChanged += value;
        remove => _watch.StateChanged -= value;
    }

    public string Owner { get; }

    /// <summary>Contexts placed and not yet gone, on all MRFPs.</summary>
    public int Contexts => _nodes.Sum(n => n.Contexts.Count);

    /// <summary>Every MRFP, in the order of the configuration.</summary>
    public IReadOnlyList<MrfpStatus> Status => [.. _nodes.Select(n => n.Status())];

    /// <summary>Connects to every MRFP, and stays connected until <see cref="Dispose"/>.</summary>
    public void Start()
    {
        Debug.Assert(_loop.IsCurrent);
        foreach (var node in _nodes) _watch.Start(node);
    }

    /// <summary>Lets go of the MRFPs. Contexts stay: release them before, or their lease ends them.</summary>
    public void Dispose()
    {
        Debug.Assert(_loop.IsCurrent);
        _watch.Dispose();
    }

    /// <summary>What each MRFP that was ever reached can do; without formats for one that does not have the medium.</summary>
    public IEnumerable<MediaCapability> CapabilitiesOf(MediaType media) =>
        _nodes.Where(node => node.State != MrfpState.Connecting).Select(node => node.CapabilityOf(media));

    /// <summary>
    /// Makes a context on the least loaded MRFP that serves, offers the media, suits, and has room for the reserved participants;
    /// where one refuses or does not answer, on the next. The request's owner is filled in here.
    /// </summary>
    /// <param name="request">What is placed.</param>
    /// <param name="suits">Judges an MRFP by what it can do with audio: whether it can serve those who will come.</param>
    /// <param name="stop">Ends the search.</param>
    /// <exception cref="MrfpException">
    /// Unavailable: none that suits serves. Exhausted: none of them has room. Rejected: none offers these media. Else what the last one said.
    /// </exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled; nothing stays placed.</exception>
    public async Task<MrfpContext> PlaceContextAsync(
        AddContextRequest request, Predicate<MediaCapability> suits, CancellationToken stop)
    {
        Debug.Assert(_loop.IsCurrent);
        var asked = request.Clone();
        asked.Owner = Owner;
        var refused = new List<MrfpNode>();
        MrfpException? last = null;
        while (true)
        {
            var able = _nodes.Where(n => n.State == MrfpState.Serving && n.Offers(MediaOf(asked)) && suits(n.CapabilityOf(MediaType.Audio))).ToArray();
            var node = able.Where(n => !refused.Contains(n) && n.HasRoomFor(asked.ReservedTerminations)).MinBy(n => (n.IsDoubtful, n.Burden()));
            if (node is null) throw last ?? WhyNone(asked, able);
            try
            {
                return await AddContextAsync(node, asked, stop);
            }
            catch (MrfpException e)
            {
                _log.LogWarning(e, "MRFP {Mrfp} did not take context {Context}: {Fault}", node.Mrfp.Name, asked.ContextId, e.Fault);
                node.IsDoubtful |= e.Fault is MrfpFault.Unavailable or MrfpFault.TimedOut; // or each call would wait for it first
                refused.Add(node);
                last = e;
            }
        }
    }

    /// <summary>Ends a context. Never fails: what the MRFP did not hear now is subtracted by an audit when it can be reached.</summary>
    /// <returns>The last figures of its terminations; empty when the MRFP did not answer.</returns>
    public Task<IReadOnlyList<Termination>> ReleaseContextAsync(MrfpContext context)
    {
        Debug.Assert(_loop.IsCurrent);
        if (Forget(context)) context.LastFigures = SubtractContextAsync(context);
        return context.LastFigures;
    }

    /// <summary>Asks for an audit of the context's MRFP, for example because a Subtract was not answered.</summary>
    public void RequestAudit(MrfpContext context)
    {
        Debug.Assert(_loop.IsCurrent);
        _audit.Request(context.Node);
    }

    private async Task<IReadOnlyList<Termination>> SubtractContextAsync(MrfpContext context)
    {
        try
        {
            var reply = await context.Mrfp.SubtractContextAsync(
                new SubtractContextRequest { ContextId = context.Id }, CancellationToken.None);
            return reply.Terminations;
        }
        catch (MrfpException e)
        {
            _log.LogWarning(e, "MRFP {Mrfp} did not confirm the end of context {Context}", context.Mrfp.Name, context.Id);
            RequestAudit(context);
            return [];
        }
    }

    private MrfpException WhyNone(AddContextRequest request, MrfpNode[] able)
    {
        if (able.Length > 0) return new MrfpException(MrfpFault.Exhausted, $"No MRFP has room for {request.ReservedTerminations} more participants.");

        var serving = _nodes.Where(n => n.State == MrfpState.Serving).ToArray();
        if (serving.Length == 0) return new MrfpException(MrfpFault.Unavailable, "No MRFP serves.");
        return serving.Any(n => n.Offers(MediaOf(request)))
            ? new MrfpException(MrfpFault.Unavailable, "No MRFP that serves has a format that is asked for.")
            : new MrfpException(MrfpFault.Rejected, $"No MRFP offers {string.Join(", ", MediaOf(request))}.");
    }

    private static IList<MediaType> MediaOf(AddContextRequest request) => request.Media.Count > 0 ? request.Media : [MediaType.Audio];

    private async Task<MrfpContext> AddContextAsync(MrfpNode node, AddContextRequest request, CancellationToken stop)
    {
        node.Placing.Add(request.ContextId);
        node.PlacingTerminations += request.ReservedTerminations;
        var isKnown = false;
        try
        {
            var reply = await node.Mrfp.AddContextAsync(request, stop);
            isKnown = true;
            var context = new MrfpContext(request.ContextId, node, reply.StartId);
            node.Contexts.Add(context.Id, context);
            node.CountPlaced(request.ReservedTerminations);
            return context;
        }
        catch (MrfpException e) when (e.Fault is not (MrfpFault.Unavailable or MrfpFault.TimedOut))
        {
            isKnown = true;
            throw;
        }
        finally
        {
            node.Placing.Remove(request.ContextId);
            node.PlacingTerminations -= request.ReservedTerminations;
            if (!isKnown) _audit.Request(node);   // it may have been made all the same: then it is an orphan
        }
    }

    private void OnEvent(MrfpNode node, Event happened)
    {
        if (happened.ContextId.Length == 0 || !node.Contexts.TryGetValue(happened.ContextId, out var context)) return;
        if (happened.KindCase == Event.KindOneofCase.ContextReaped) Lose(context, ContextLoss.Reaped);
        else Tell(() => EventReceived?.Invoke(context, happened));
    }

    private void OnTerminationMissing(MrfpContext context, string terminationId)
    {
        _log.LogWarning("Termination {Termination} is missing on MRFP {Mrfp}", terminationId, context.Mrfp.Name);
        context.Claim(terminationId); // reported once
        Tell(() => TerminationLost?.Invoke(context, terminationId));
    }

    private void OnMissed(MrfpContext context, Event missed) => Tell(() => EventReceived?.Invoke(context, missed));

    // In a turn of its own: what goes wrong for one conference must neither end the watch of its MRFP nor leave others untold.
    private void Tell(Action what) => _loop.Post(what);

    /// <summary>Gives up all contexts of a node, or those that were made before its present start.</summary>
    private void LoseAll(MrfpNode node, ContextLoss loss)
    {
        foreach (var context in node.Contexts.Values.ToArray())
        {
            if (loss == ContextLoss.Restarted && context.StartId == node.StartId) continue;
            Lose(context, loss);
        }
    }

    private void Lose(MrfpContext context, ContextLoss loss)
    {
        if (!Forget(context)) return;
        _log.LogWarning("Context {Context} on MRFP {Mrfp} is lost: {Loss}", context.Id, context.Mrfp.Name, loss);
        Tell(() => ContextLost?.Invoke(context, loss));
    }

    private static bool Forget(MrfpContext context)
    {
        if (context.IsGone) return false;
        context.Node.Contexts.Remove(context.Id);
        context.Go();
        return true;
    }
}
