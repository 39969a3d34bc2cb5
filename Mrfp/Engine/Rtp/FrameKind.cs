namespace ImsConference.Engine.Rtp;

/// <summary>What <see cref="AudioReceiver.Pull"/> made of a frame.</summary>
public enum FrameKind : byte
{
    /// <summary>Nothing but zeros: need not be mixed.</summary>
    Silent,

    /// <summary>Comfort noise: to be heard where the source is, and yet nobody speaks.</summary>
    Noise,

    /// <summary>At least some real samples.</summary>
    Heard,

    /// <summary>Made up throughout.</summary>
    Concealed,
}
