namespace ImsConference.Engine.Rtp;

/// <summary>How far a learnt source may differ from the negotiated one.</summary>
public enum LatchScope : byte
{
    /// <summary>Not at all: nothing is learnt.</summary>
    Exact,

    /// <summary>Another port of the same address.</summary>
    AnyPort,

    /// <summary>Another address too, as behind a NAT whose outside the SDP does not name.</summary>
    AnyAddress,
}
