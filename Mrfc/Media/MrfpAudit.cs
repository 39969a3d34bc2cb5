using System.Diagnostics;
using ImsConference.Protos.Mp;
using ImsConference.Sip.Loop;

namespace ImsConference.Mrfc.Media;

/// <summary>Compares what an MRFP holds in our name with what we placed there (H.248 AuditValue), and sets both right.</summary>
internal sealed class MrfpAudit(SignallingLoop loop, string owner, ILogger log)
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(5);

    /// <summary>A context that both sides know, with what is in it.</summary>
    public required Action<MrfpContext, ContextReply> Found { get; init; }

    public required Action<MrfpContext, ContextLoss> Lost { get; init; }

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
        var placedBefore = node.Contexts.Values.ToArray();
        var replies = await node.Mrfp.AuditAllAsync(new AuditAllRequest { Owner = owner }, CancellationToken.None);

        // What was placed or released while we waited is not judged by this picture.
        var held = replies.Select(r => r.ContextId).ToHashSet();
        foreach (var context in placedBefore)
            if (!context.IsGone && !held.Contains(context.Id)) Lost(context, ContextLoss.Missing);

        foreach (var reply in replies)
        {
            if (node.Contexts.TryGetValue(reply.ContextId, out var context)) Found(context, reply);
            else if (!node.Placing.Contains(reply.ContextId)) await SubtractOrphanAsync(node, reply.ContextId);
        }
    }

    private async Task SubtractOrphanAsync(MrfpNode node, string contextId)
    {
        log.LogInformation("MRFP {Mrfp} holds context {Context}, which is nobody's; it is subtracted", node.Mrfp.Name, contextId);
        await node.Mrfp.SubtractContextAsync(new SubtractContextRequest { ContextId = contextId }, CancellationToken.None);
    }
}
