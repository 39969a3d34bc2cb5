namespace ImsConference.Mrfc.Focus;

/// <summary>When an MRFP is found and capacity set aside for a conference that a redirect allocates.</summary>
public enum ReservationTime : byte
{
    /// <summary>Before the 302 leaves: whoever follows it is sure of a place.</summary>
    Allocation,

    /// <summary>When the first participant's INVITE comes: an URI that nobody uses costs no MRFP anything.</summary>
    FirstJoin,
}
