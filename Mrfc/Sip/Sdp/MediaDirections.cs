namespace ImsConference.Sip.Sdp;

/// <summary>Directions as the other side sees them.</summary>
public static class MediaDirections
{
    /// <summary>What the one sends, the other receives.</summary>
    public static MediaDirection Reversed(this MediaDirection direction) => direction switch
    {
        MediaDirection.SendOnly => MediaDirection.ReceiveOnly,
        MediaDirection.ReceiveOnly => MediaDirection.SendOnly,
        _ => direction,
    };
}
