namespace ImsConference.Engine.Rtp;

/// <summary>What <see cref="AudioReceiver.Pull"/> made of a frame.</summary>
public enum FrameKind : byte
{
    /// <summary>Nothing but zeros: need not be mixed.</summary>
    Silent,

    /// <summary>At least some real samples.</summary>
    Heard,

    /// <summary>Made up throughout.</summary>
    Concealed,
}
