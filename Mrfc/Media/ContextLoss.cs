namespace ImsConference.Mrfc.Media;

/// <summary>Why a context is gone without our asking.</summary>
public enum ContextLoss
{
    /// <summary>The MRFP started anew (another start id).</summary>
    Restarted,

    /// <summary>The MRFP has not been reachable for <see cref="MpOptions.LostAfterMs"/>.</summary>
    Unreachable,

    /// <summary>The MRFP reaped it, for its owner was silent for the lease.</summary>
    Reaped,

    /// <summary>An audit did not find it.</summary>
    Missing,
}
