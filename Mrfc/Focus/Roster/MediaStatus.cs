namespace ImsConference.Mrfc.Focus.Roster;

/// <summary>Direction of one medium as its participant sees it (RFC 4575 §5.8.5).</summary>
public enum MediaStatus : byte
{
    Inactive,
    SendOnly,
    RecvOnly,
    SendRecv,
}
