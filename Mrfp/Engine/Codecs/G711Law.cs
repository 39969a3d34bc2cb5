namespace ImsConference.Engine.Codecs;

/// <summary>The two companding laws of G.711.</summary>
public enum G711Law : byte
{
    /// <summary>µ-law, PCMU, payload type 0.</summary>
    Mu,

    /// <summary>A-law, PCMA, payload type 8.</summary>
    A,
}
