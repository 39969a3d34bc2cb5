using System.Runtime.CompilerServices;
using ImsConference.Mrfc.Media;
using ImsConference.Protos.Mp;
using Endpoint = ImsConference.Protos.Mp.Endpoint;

namespace ImsConference.Mrfc.Focus;

/// <summary>A participant's termination on the MRFP. Commands go one at a time, in the order they were asked for.</summary>
/// <param name="context">Where it is.</param>
/// <param name="terminationId">Chosen here, so that a command may be repeated.</param>
/// <param name="pool">Told when the MRFP may hold something that is nobody's.</param>
/// <param name="log">Hears of commands that failed.</param>
public sealed class MrfpTermination(MrfpContext context, string terminationId, MrfpPool pool, ILogger log)
{
    private Task _last = Task.CompletedTask;
    private StreamDescriptor? _commanded;
    private bool _isAsked;
    private bool _isGone;

    public MrfpContext Context => context;

    public string TerminationId => terminationId;

    /// <summary>Address and ports on the MRFP; set by <see cref="AddAsync"/>, and by <see cref="ModifyAsync"/> when it leaves the shared ones.</summary>
    public Endpoint Local { get; private set; } = new();

    /// <summary>Adds the termination with its one stream.</summary>
    /// <exception cref="MrfpException">It was not added, or nobody knows; <see cref="SubtractAsync"/> is due all the same.</exception>
    public async Task AddAsync(StreamDescriptor stream)
    {
        _isAsked = true;
        context.Claim(terminationId);
        var request = new AddTerminationRequest { ContextId = context.Id, TerminationId = terminationId, Streams = { stream } };
        var adding = context.Mrfp.AddTerminationAsync(request, CancellationToken.None);
        _last = adding;
        TerminationReply reply;
        try
        {
            reply = await adding;
        }
        catch (MrfpException e)
        {
            AuditIfMissing(e);
            throw;
        }

        if (!_isGone) context.Confirm(terminationId);
        Local = LocalIn(reply)
            ?? throw new MrfpException(MrfpFault.Rejected, $"AddTermination {terminationId}: the reply has no local address");
        _commanded = stream;
    }

    /// <summary>Brings the stream to what is wanted; nothing is sent when it is so already.</summary>
    /// <returns>Null, or why it could not be.</returns>
    public Task<MrfpException?> ModifyAsync(StreamDescriptor wanted)
    {
        var mine = ModifyAfterAsync(_last, wanted);
        _last = mine;
        return mine;
    }

    /// <summary>Removes the termination, also one of which nobody knows whether it was added. Never fails.</summary>
    /// <returns>Its last figures; null when nobody told them.</returns>
    public async Task<Termination?> SubtractAsync()
    {
        if (_isGone) return null;
        _isGone = true;
        if (!_isAsked) return null;
        context.Claim(terminationId);
        await Settled(_last);
        var (isSure, figures) = context.IsGone ? (true, null) : await TrySubtractAsync();
        context.Disclaim(terminationId);
        if (!isSure && !context.IsGone) pool.RequestAudit(context);
        return figures ?? (await context.LastFigures).FirstOrDefault(last => last.TerminationId == terminationId);
    }

    private async Task<(bool IsSure, Termination? Figures)> TrySubtractAsync()
    {
        try
        {
            var reply = await context.Mrfp.SubtractTerminationAsync(
                new SubtractTerminationRequest { ContextId = context.Id, TerminationId = terminationId }, CancellationToken.None);
            return (true, reply.Termination);
        }
        catch (MrfpException e) when (e.Fault == MrfpFault.NotFound)
        {
            log.LogDebug("Termination {Termination} was gone already: {Why}", terminationId, e.Message);
            return (true, null);
        }
        catch (MrfpException e)
        {
            log.LogWarning("Termination {Termination} was not confirmed to be gone, an audit follows: {Why}", terminationId, e.Message);
            return (false, null);
        }
    }

    private async Task<MrfpException?> ModifyAfterAsync(Task before, StreamDescriptor wanted)
    {
        await Settled(before);
        if (_isGone || context.IsGone || wanted.Equals(_commanded)) return null;
        var known = _commanded;
        try
        {
            var reply = await context.Mrfp.ModifyTerminationAsync(
                new ModifyTerminationRequest { ContextId = context.Id, TerminationId = terminationId, Streams = { wanted } }, CancellationToken.None);
            Local = LocalIn(reply) ?? Local;
            _commanded = wanted;
            return null;
        }
        catch (MrfpException e)
        {
            _commanded = e.Fault is MrfpFault.Unavailable or MrfpFault.TimedOut ? null : known; // null: nobody knows
            log.LogWarning("Termination {Termination} could not be changed: {Why}", terminationId, e.Message);
            AuditIfMissing(e);
            return e;
        }
    }

    private static Endpoint? LocalIn(TerminationReply reply) => reply.Termination?.Streams.FirstOrDefault()?.Local;

    // What is not found may not be all that is gone; the audit clears whoever is concerned.
    private void AuditIfMissing(MrfpException e)
    {
        if (e.Fault == MrfpFault.NotFound && !context.IsGone) pool.RequestAudit(context);
    }

    // A command's failure is told to the one who gave it; the next in line waits for its end, whatever that is.
    private static ConfiguredTaskAwaitable Settled(Task command) =>
        command.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
}
