namespace ImsConference.Engine.Rtp;

/// <summary>What <see cref="SymmetricLatch"/> says of a packet's source.</summary>
public enum LatchVerdict : byte
{
    /// <summary>Not the peer (or not yet believed to be): drop and count.</summary>
    Foreign,

    /// <summary>The peer.</summary>
    Accepted,

    /// <summary>The peer, and from now on media goes to this source: report it.</summary>
    Latched,
}
