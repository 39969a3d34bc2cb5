namespace ImsConference.Mrfc.Focus.Recordings;

/// <summary>Whose voices a recording holds.</summary>
public enum RecordedVoices
{
    /// <summary>All, mixed: one file.</summary>
    Mix,

    /// <summary>One participant, before it is mixed.</summary>
    OneParticipant,

    /// <summary>Each participant in a file of its own, those who join later too.</summary>
    EachParticipant,
}
