using ImsConference.Protos.Mp;
using ImsConference.Sip.Loop;
using Endpoint = ImsConference.Protos.Mp.Endpoint;

namespace ImsConference.Mrfc.Media;

/// <summary>What the pool knows of one MRFP. Touched on the signalling loop only.</summary>
internal sealed class MrfpNode(IMrfp mrfp, PortRule ports)
{
    public IMrfp Mrfp { get; } = mrfp;

    public MrfpState State { get; set; } = MrfpState.Connecting;

    public Capabilities Capabilities { get; private set; } = new();

    /// <summary>Contexts of ours that it holds, by id.</summary>
    public Dictionary<string, MrfpContext> Contexts { get; } = [];

    /// <summary>Contexts that are being made there. An audit must not take them for orphans.</summary>
    public HashSet<string> Placing { get; } = [];

    /// <summary>Participants set aside by placements that the MRFP has not answered yet.</summary>
    public uint PlacingTerminations { get; set; }

    /// <summary>It left a placement unanswered and has not been heard since: others are tried first.</summary>
    public bool IsDoubtful { get; set; }

    /// <summary>The log says already that it could not be reached at first.</summary>
    public bool IsMissed { get; set; }

    /// <summary>An event came lately.</summary>
    public bool IsHeard { get; set; }

    /// <summary>Sequence number of the last event on this stream; null before the first.</summary>
    public ulong? LastSequence { get; set; }

    /// <summary>Runs while it is unreachable; then its contexts are given up.</summary>
    public LoopTimer? LossTimer { get; set; }

    public bool IsAuditing { get; set; }

    /// <summary>Another audit was wanted while one ran.</summary>
    public bool AuditAgain { get; set; }

    public string StartId => Capabilities.StartId;

    private Load Load => Capabilities.Load ??= new Load();

    public MediaCapability CapabilityOf(MediaType media) =>
        Capabilities.Media.FirstOrDefault(m => m.Media == media) ?? new MediaCapability { Media = media };

    public PortMode PortModeFor(Endpoint? remote) => ports.ModeFor(Capabilities.PortModes, remote);

    public void Learn(Capabilities capabilities)
    {
        Capabilities = capabilities.Clone();
        State = Load.Draining ? MrfpState.Draining : MrfpState.Serving;
    }

    public void Learn(Load load)
    {
        Capabilities.Load = load.Clone();
        if (State is MrfpState.Serving or MrfpState.Draining) State = load.Draining ? MrfpState.Draining : MrfpState.Serving;
    }

    /// <summary>Its own reports come every few seconds only; until the next one we count what we placed.</summary>
    public void CountPlaced(uint terminations)
    {
        Load.Contexts++;
        Load.ReservedTerminations += terminations;
    }

    public bool Offers(IEnumerable<MediaType> media) => media.All(m => Capabilities.Media.Any(c => c.Media == m));

    /// <summary>False when so many more participants surely find no place. A maximum of 0 means that it states none.</summary>
    public bool HasRoomFor(uint terminations)
    {
        var used = (ulong)Load.Terminations + Load.ReservedTerminations + PlacingTerminations;
        var freePorts = (ulong)Load.FreePorts;
        return (Capabilities.MaxContexts == 0 || Load.Contexts + (uint)Placing.Count < Capabilities.MaxContexts)
            && (Capabilities.MaxTerminations == 0 || used + terminations <= Capabilities.MaxTerminations)
            && freePorts >= Load.ReservedTerminations + PlacingTerminations + (ulong)terminations;
    }

    /// <summary>0 idle .. 1 full: the scarcer of processor and places. Equal figures are told apart by the contexts placed.</summary>
    public (double Used, int Contexts) Burden()
    {
        var places = (double)Load.Terminations + Load.ReservedTerminations + PlacingTerminations;
        var share = Capabilities.MaxTerminations == 0 ? 0 : places / Capabilities.MaxTerminations;
        return (Math.Max(Load.Percent / 100.0, share), Contexts.Count + Placing.Count);
    }

    public MrfpStatus Status() => new(
        Mrfp.Name, State, Capabilities.Version, Contexts.Count, Load.Terminations, Capabilities.MaxTerminations, Load.Percent);
}
