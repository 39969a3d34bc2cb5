namespace ImsConference.Sip.Sdp;

/// <summary>Words for directions: one set for media lines (RFC 8866 §6.7), another for preconditions (RFC 3312 §4).</summary>
internal static class DirectionNames
{
    public static string ForMedia(MediaDirection direction) => direction switch
    {
        MediaDirection.SendReceive => "sendrecv",
        MediaDirection.SendOnly => "sendonly",
        MediaDirection.ReceiveOnly => "recvonly",
        _ => "inactive",
    };

    public static MediaDirection? FromMedia(string name) => name switch
    {
        "sendrecv" => MediaDirection.SendReceive,
        "sendonly" => MediaDirection.SendOnly,
        "recvonly" => MediaDirection.ReceiveOnly,
        "inactive" => MediaDirection.Inactive,
        _ => null,
    };

    public static string ForPrecondition(MediaDirection direction) => direction switch
    {
        MediaDirection.SendReceive => "sendrecv",
        MediaDirection.SendOnly => "send",
        MediaDirection.ReceiveOnly => "recv",
        _ => "none",
    };

    public static MediaDirection? FromPrecondition(string name) => name switch
    {
        "sendrecv" => MediaDirection.SendReceive,
        "send" => MediaDirection.SendOnly,
        "recv" => MediaDirection.ReceiveOnly,
        "none" => MediaDirection.Inactive,
        _ => null,
    };
}
