using System.Diagnostics;
using ImsConference.Protos.Mp;
using ImsConference.Sip.Loop;

namespace ImsConference.Mrfc.Media;

/// <summary>Holds the event stream of each MRFP open, and judges from it whether the MRFP serves, restarted or is lost.</summary>
internal sealed class MrfpWatch(SignallingLoop loop, string owner, MpOptions options, ILogger log) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    public event Action<MrfpStatus>? StateChanged;

    public required Action<MrfpNode> Connected { get; init; }

    /// <summary>Events were dropped on the way: nobody knows what we missed.</summary>
    public required Action<MrfpNode> GapSeen { get; init; }

    public required Action<MrfpNode, Event> Heard { get; init; }

    /// <summary>Contexts of the node are gone: all of them, or after a restart those made before it.</summary>
    public required Action<MrfpNode, ContextLoss> Gone { get; init; }

    public void Start(MrfpNode node) => loop.Spawn($"events of {node.Mrfp.Name}", () => StayConnectedAsync(node, _stop.Token));

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task StayConnectedAsync(MrfpNode node, CancellationToken stop)
    {
        var pauseMs = options.ReconnectFirstMs;
        try
        {
            while (true)
            {
                if (await ListenAsync(node, stop)) pauseMs = options.ReconnectFirstMs;
                await loop.DelayAsync(TimeSpan.FromMilliseconds(pauseMs), stop);
                pauseMs = Math.Min(pauseMs * 2, options.ReconnectMostMs);
            }
        }
        finally
        {
            node.LossTimer?.Cancel();
        }
    }

    /// <returns>True when the MRFP was reached, whatever became of it afterwards.</returns>
    private async Task<bool> ListenAsync(MrfpNode node, CancellationToken stop)
    {
        var wasReached = false;
        var why = "it ended the event stream";
        using var listening = CancellationTokenSource.CreateLinkedTokenSource(stop);
        try
        {
            // First the command with a deadline: a stream to a process that hangs would wait for ever.
            await node.Mrfp.GetCapabilitiesAsync(stop);
            node.LastSequence = null;
            loop.Spawn($"silence of {node.Mrfp.Name}", () => EndIfSilentAsync(node, listening));
            await foreach (var happened in node.Mrfp.EventsAsync(new EventsRequest { Owner = owner }, listening.Token))
            {
                wasReached = true;
                OnEvent(node, happened);
            }
        }
        catch (MrfpException e)
        {
            why = $"{e.Fault}: {e.Message}";
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            why = "it does not answer";
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.LogError(e, "Listening to MRFP {Mrfp} failed", node.Mrfp.Name); // and is tried again like any lost connection
            why = e.Message;
        }
        finally
        {
            End(listening);
        }

        OnDisconnected(node, why);
        return wasReached;
    }

    /// <summary>Ends a stream that does not begin, or one whose MRFP says nothing and does not answer: its host may still answer pings.</summary>
    private async Task EndIfSilentAsync(MrfpNode node, CancellationTokenSource listening)
    {
        var stop = listening.Token;
        node.IsHeard = false;
        await loop.DelayAsync(TimeSpan.FromMilliseconds(options.CommandTimeoutMs), stop);
        try
        {
            while (node.IsHeard)
            {
                node.IsHeard = false;
                await loop.DelayAsync(TimeSpan.FromMilliseconds(options.KeepAliveMs + options.KeepAliveTimeoutMs), stop); // it reports its load more often
                if (node.IsHeard) continue;
                await node.Mrfp.GetCapabilitiesAsync(stop);
                node.IsHeard = true;
            }
        }
        catch (MrfpException e)
        {
            log.LogWarning("MRFP {Mrfp} is silent: {Why}", node.Mrfp.Name, e.Message);
        }

        End(listening);
    }

    private static void End(CancellationTokenSource listening)
    {
        if (!listening.IsCancellationRequested) listening.Cancel();
    }

    private void OnEvent(MrfpNode node, Event happened)
    {
        Debug.Assert(loop.IsCurrent);
        node.IsHeard = true;
        node.IsDoubtful = false;
        var isGap = node.LastSequence is { } last && happened.Sequence != last + 1;
        node.LastSequence = happened.Sequence;
        if (isGap)
        {
            log.LogWarning("Events of MRFP {Mrfp} before {Sequence} are missing", node.Mrfp.Name, happened.Sequence);
            GapSeen(node);
        }

        switch (happened.KindCase)
        {
            case Event.KindOneofCase.Started:
                OnStarted(node, happened.Started.Capabilities ?? new Capabilities { StartId = happened.StartId });
                break;
            case Event.KindOneofCase.Load:
                Change(node, () => node.Learn(happened.Load));
                break;
            case Event.KindOneofCase.OutOfService:
                log.LogWarning("MRFP {Mrfp} goes out of service: {Reason}", node.Mrfp.Name, happened.OutOfService.Reason);
                Change(node, () => node.State = MrfpState.Draining);
                break;
            default:
                Heard(node, happened);
                break;
        }
    }

    private void OnStarted(MrfpNode node, Capabilities capabilities)
    {
        node.LossTimer?.Cancel();
        node.LossTimer = null;
        var hasRestarted = node.StartId.Length > 0 && node.StartId != capabilities.StartId;
        Change(node, () => node.Learn(capabilities));
        log.LogInformation("MRFP {Mrfp} serves, start {StartId}, version {Version}", node.Mrfp.Name, node.StartId, capabilities.Version);
        if (hasRestarted) Gone(node, ContextLoss.Restarted);
        Connected(node);
    }

    private void OnDisconnected(MrfpNode node, string why)
    {
        if (node is { State: MrfpState.Connecting, IsMissed: false })
        {
            node.IsMissed = true;
            log.LogWarning("MRFP {Mrfp} is not reachable yet: {Why}", node.Mrfp.Name, why);
        }

        if (node.State is not (MrfpState.Serving or MrfpState.Draining)) return;
        log.LogWarning("MRFP {Mrfp} is not reachable: {Why}", node.Mrfp.Name, why);
        Change(node, () => node.State = MrfpState.Unreachable);
        node.LossTimer = loop.Schedule(TimeSpan.FromMilliseconds(options.LostAfterMs), () => GiveUp(node));
    }

    private void GiveUp(MrfpNode node)
    {
        log.LogError("MRFP {Mrfp} is lost: not reachable for {LostAfterMs} ms", node.Mrfp.Name, options.LostAfterMs);
        Change(node, () => node.State = MrfpState.Lost);
        Gone(node, ContextLoss.Unreachable);
    }

    private void Change(MrfpNode node, Action change)
    {
        var before = node.State;
        change();
        if (node.State != before) StateChanged?.Invoke(node.Status());
    }
}
