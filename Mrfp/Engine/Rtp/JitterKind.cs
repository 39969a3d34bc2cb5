namespace ImsConference.Engine.Rtp;

/// <summary>What <see cref="JitterBuffer.Pull"/> found for a stretch of time.</summary>
public enum JitterKind : byte
{
    /// <summary>Media.</summary>
    Speech,

    /// <summary>Known silence: the source paused (DTX), sent comfort noise or an event, or has not begun.</summary>
    Silence,

    /// <summary>A packet is missing while later ones are there.</summary>
    Lost,

    /// <summary>Nothing is there: late, lost or stopped; also the time by which the delay grows.</summary>
    Empty,
}
