namespace ImsConference.Mrfp.Contexts;

/// <summary>Which way media flows, as the MRFP sees it (H.248 LocalControl/Mode). Inactive is no flag at all.</summary>
[Flags]
public enum StreamDirection : byte
{
    Inactive = 0,

    /// <summary>To the participant.</summary>
    Send = 1,

    /// <summary>From the participant.</summary>
    Receive = 2,
    Both = Send | Receive,
}
