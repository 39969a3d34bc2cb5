namespace ImsConference.Sip.Sdp;

/// <summary>Direction as its sender sees it (RFC 8866 §6.7); the two bits are send and receive.</summary>
[Flags]
public enum MediaDirection : byte
{
    Inactive = 0,
    SendOnly = 1,
    ReceiveOnly = 2,
    SendReceive = SendOnly | ReceiveOnly,
}
