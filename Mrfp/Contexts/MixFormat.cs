namespace ImsConference.Mrfp.Contexts;

/// <summary>The form of the mix: mono, 16-bit, in frames.</summary>
public static class MixFormat
{
    /// <summary>Length of a frame.</summary>
    public const int FrameMs = 20;
}
