namespace ImsConference.Mrfc.Focus.Admission;

/// <summary>Which requests from peers that are not trusted are challenged (RFC 3261 §22.2).</summary>
public enum ChallengeScope : byte
{
    Nobody,

    /// <summary>INVITEs to a redirect URI.</summary>
    Redirect,

    /// <summary>Every request that makes or enters a conference, subscribes or refers.</summary>
    Everybody,
}
