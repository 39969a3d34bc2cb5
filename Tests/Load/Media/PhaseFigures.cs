namespace ImsConference.Tests.Load.Media;

/// <summary>What the load saw in one phase.</summary>
internal sealed class PhaseFigures
{
    private const double LateUs = 5_000;

    public long Sent { get; set; }

    public long Received { get; set; }

    /// <summary>Missing between the sequence numbers of those that came.</summary>
    public long Lost { get; set; }

    /// <summary>Of those received, with a sound in them; looked at while listening and probing, G.711 only.</summary>
    public long Sounding { get; set; }

    /// <summary>Between two packets to one participant.</summary>
    public Histogram Gaps { get; } = new(classUs: 50, longestUs: 500_000);

    /// <summary>From the packet that begins a sound to the one that carries it to a listener.</summary>
    public Histogram Delays { get; } = new(classUs: 100, longestUs: 1_000_000);

    /// <summary>How late the load itself was with its packets.</summary>
    public Histogram OwnDelays { get; } = new(classUs: 50, longestUs: 500_000);

    /// <summary>False when the load could not keep its own pace: the figures then tell of the machine.</summary>
    public bool KeptPace => OwnDelays.QuantileMs(0.99) * 1000 < LateUs;
}
