using ImsConference.Protos.Mp;

namespace ImsConference.Mrfc.Media;

/// <summary>A context that the pool placed: where its commands go. Touched on the signalling loop only.</summary>
public sealed class MrfpContext
{
    private readonly MrfpNode _node;

    internal MrfpContext(string id, MrfpNode node, string startId)
    {
        Id = id;
        _node = node;
        StartId = startId;
    }

    public string Id { get; }

    public IMrfp Mrfp => _node.Mrfp;

    /// <summary>True once it was released or lost: commands would find nothing.</summary>
    public bool IsGone { get; internal set; }

    internal string StartId { get; }

    internal MrfpNode Node => _node;

    /// <summary>What its MRFP can receive and send of one medium, in its order.</summary>
    public IReadOnlyList<PayloadFormat> FormatsOf(MediaType media) => _node.FormatsOf(media);
}
