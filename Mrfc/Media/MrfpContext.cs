using ImsConference.Protos.Mp;
using Endpoint = ImsConference.Protos.Mp.Endpoint;

namespace ImsConference.Mrfc.Media;

/// <summary>A context that the pool placed: where its commands go. Touched on the signalling loop only.</summary>
public sealed class MrfpContext
{
    private readonly MrfpNode _node;
    private readonly TaskCompletionSource _gone = new();
    private readonly Dictionary<string, bool> _terminations = new(StringComparer.Ordinal);

    internal MrfpContext(string id, MrfpNode node, string startId)
    {
        Id = id;
        _node = node;
        StartId = startId;
    }

    public string Id { get; }

    public IMrfp Mrfp => _node.Mrfp;

    /// <summary>True once it was released or lost: commands would find nothing.</summary>
    public bool IsGone => _gone.Task.IsCompleted;

    /// <summary>Completes when it is gone: no more events come from it.</summary>
    public Task Gone => _gone.Task;

    /// <summary>Figures of the terminations that were in it when it was released; empty before, and when nobody told them. Never fails.</summary>
    public Task<IReadOnlyList<Termination>> LastFigures { get; internal set; } = Task.FromResult<IReadOnlyList<Termination>>([]);

    internal string StartId { get; }

    internal MrfpNode Node => _node;

    /// <summary>Terminations that somebody owns; true for those that the MRFP is known to hold.</summary>
    internal IReadOnlyDictionary<string, bool> Terminations => _terminations;

    internal void Go() => _gone.TrySetResult();

    /// <summary>Somebody owns it, and nobody knows whether the MRFP has it: it is about to be added, or to go. Audits leave it alone.</summary>
    public void Claim(string terminationId) => _terminations[terminationId] = false;

    /// <summary>The MRFP has it: an audit that does not find it reports it lost.</summary>
    public void Confirm(string terminationId) => _terminations[terminationId] = true;

    /// <summary>Nobody owns it any more: an audit that finds it subtracts it.</summary>
    public void Disclaim(string terminationId) => _terminations.Remove(terminationId);

    /// <summary>What its MRFP can receive and send of one medium; without formats where it does not have it.</summary>
    public MediaCapability CapabilityOf(MediaType media) => _node.CapabilityOf(media);

    /// <summary>Which kind of port a participant shall have.</summary>
    /// <param name="remote">Where it receives; null while that is not known.</param>
    public PortMode PortModeFor(Endpoint? remote) => _node.PortModeFor(remote);
}
