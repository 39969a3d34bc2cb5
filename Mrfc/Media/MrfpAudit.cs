using System.Diagnostics;
using ImsConference.Protos.Mp;
using ImsConference.Sip.Loop;

namespace ImsConference.Mrfc.Media;

/// <summary>Compares what an MRFP holds in our name with what we placed there (H.248 AuditValue), and sets both right.</summary>
/// <remarks>What was placed, added or released while the MRFP's answer was on its way is not judged by that answer.</remarks>
internal sealed class MrfpAudit(SignallingLoop loop, string owner, ILogger log)
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(5);

    /// <summary>The MRFP does not hold the context any more.</summary>
    public required Action<MrfpContext> ContextMissing { get; init; }

    /// <summary>The MRFP holds the context, and not this termination any more.</summary>
    public required Action<MrfpContext, string> TerminationMissing { get; init; }

    /// <summary>What the MRFP holds says what an event did that may have been missed: that nothing comes of a peer any more, or from which source it does.</summary>
    public required Action<MrfpContext, Event> Missed { get; init; }

    /// <summary>Starts an audit unless the node cannot be reached: reconnecting starts one anyway.</summary>
    public void Request(MrfpNode node)
    {
        Debug.Assert(loop.IsCurrent);
        node.AuditAgain = true;
        if (node.IsAuditing || node.State is not (MrfpState.Serving or MrfpState.Draining)) return;
        loop.Spawn($"audit {node.Mrfp.Name}", () => RunAsync(node));
    }

    private async Task RunAsync(MrfpNode node)
    {
        node.IsAuditing = true;
        try
        {
            while (node.AuditAgain)
            {
                node.AuditAgain = false;
                await CompareAsync(node);
            }
        }
        catch (MrfpException e)
        {
            log.LogWarning(e, "Audit of MRFP {Mrfp} failed; it is tried again", node.Mrfp.Name);
            loop.Schedule(RetryPause, () => Request(node));
        }
        finally
        {
            node.IsAuditing = false;
        }
    }

    private async Task CompareAsync(MrfpNode node)
    {
        var placed = node.Contexts.Values.Select(context => (Context: context, Known: new Dictionary<string, bool>(context.Terminations))).ToArray();
        var replies = await node.Mrfp.AuditAllAsync(new AuditAllRequest { Owner = owner }, CancellationToken.None);
        var held = replies.ToDictionary(reply => reply.ContextId);
        foreach (var (context, known) in placed)
        {
            if (context.IsGone) continue;
            if (held.TryGetValue(context.Id, out var reply)) await CompareAsync(context, known, reply);
            else ContextMissing(context);
        }

        foreach (var contextId in held.Keys)
        {
            if (!node.Contexts.ContainsKey(contextId) && !node.Placing.Contains(contextId)) await SubtractOrphanAsync(node, contextId);
        }
    }

    private async Task CompareAsync(MrfpContext context, Dictionary<string, bool> known, ContextReply reply)
    {
        var found = reply.Terminations.Select(termination => termination.TerminationId).ToHashSet();
        foreach (var id in known.Keys.Where(id => known[id] && !found.Contains(id)))
        {
            if (context.Terminations.GetValueOrDefault(id)) TerminationMissing(context, id);
        }

        foreach (var termination in reply.Terminations.Where(termination => context.Terminations.ContainsKey(termination.TerminationId)))
        {
            foreach (var stream in termination.Streams) TellMissed(context, termination.TerminationId, stream);
        }

        foreach (var id in found.Where(id => !known.ContainsKey(id)))
        {
            if (!context.IsGone && !context.Terminations.ContainsKey(id)) await SubtractOrphanAsync(context, id);
        }
    }

    private void TellMissed(MrfpContext context, string terminationId, StreamState stream)
    {
        var place = new Event { ContextId = context.Id, TerminationId = terminationId, StreamId = stream.StreamId };
        if (stream.PeerSsrc != 0) Missed(context, new Event(place) { SourceChanged = new SourceChanged { Ssrc = stream.PeerSsrc } });
        if (stream.RtpTimedOut) Missed(context, new Event(place) { RtpTimeout = new RtpTimeout() });
    }

    private async Task SubtractOrphanAsync(MrfpNode node, string contextId)
    {
        log.LogInformation("MRFP {Mrfp} holds context {Context}, which is nobody's; it is subtracted", node.Mrfp.Name, contextId);
        await node.Mrfp.SubtractContextAsync(new SubtractContextRequest { ContextId = contextId }, CancellationToken.None);
    }

    private async Task SubtractOrphanAsync(MrfpContext context, string terminationId)
    {
        log.LogInformation(
            "MRFP {Mrfp} holds termination {Termination}, which is nobody's; it is subtracted", context.Mrfp.Name, terminationId);
        await context.Mrfp.SubtractTerminationAsync(
            new SubtractTerminationRequest { ContextId = context.Id, TerminationId = terminationId }, CancellationToken.None);
    }
}
