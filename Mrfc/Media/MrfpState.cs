namespace ImsConference.Mrfc.Media;

/// <summary>How the pool sees an MRFP.</summary>
public enum MrfpState
{
    /// <summary>Never reached yet.</summary>
    Connecting,

    Serving,

    /// <summary>Finishes what it has and takes no new context.</summary>
    Draining,

    /// <summary>Was reached before and is not now; its contexts are still hoped for.</summary>
    Unreachable,

    /// <summary>Unreachable for so long that its contexts were given up.</summary>
    Lost,
}
