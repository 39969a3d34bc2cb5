namespace ImsConference.Mrfc.Focus.Admission;

/// <summary>What somebody is in a conference (RFC 4575 §5.6.3), the more the later in the list.</summary>
public enum Role : byte
{
    /// <summary>Not in the conference, and known to it by nothing else.</summary>
    Stranger,

    /// <summary>Watches the roster; has no media, takes no place.</summary>
    Observer,

    /// <summary>Hears, and is not heard.</summary>
    ListenOnly,

    /// <summary>Hears and is heard, and may bring others in.</summary>
    Participant,

    /// <summary>May also remove, mute, lock, record, and give roles.</summary>
    Moderator,

    /// <summary>Made the conference, and may end it.</summary>
    Creator,

    /// <summary>Runs this node: may do everything in every conference.</summary>
    Operator,
}
