namespace ImsConference.Mrfp.Contexts;

/// <summary>What a recording holds.</summary>
public enum RecordingScope
{
    /// <summary>What somebody hears who does not speak.</summary>
    Mix,

    /// <summary>What one participant says, before it is mixed.</summary>
    Termination,

    /// <summary>The same of each, those who join later included, in a file each.</summary>
    EachTermination,
}
