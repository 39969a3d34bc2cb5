namespace ImsConference.Sip.Sdp;

/// <summary>What a payload type means without a=rtpmap (RFC 3551 §6).</summary>
internal static class StaticPayloadTypes
{
    public static RtpMap? Find(byte payloadType) => payloadType switch
    {
        0 => new RtpMap(0, "PCMU", 8000),
        3 => new RtpMap(3, "GSM", 8000),
        4 => new RtpMap(4, "G723", 8000),
        5 => new RtpMap(5, "DVI4", 8000),
        6 => new RtpMap(6, "DVI4", 16000),
        7 => new RtpMap(7, "LPC", 8000),
        8 => new RtpMap(8, "PCMA", 8000),
        9 => new RtpMap(9, "G722", 8000),
        10 => new RtpMap(10, "L16", 44100, 2),
        11 => new RtpMap(11, "L16", 44100),
        12 => new RtpMap(12, "QCELP", 8000),
        13 => new RtpMap(13, "CN", 8000),
        14 => new RtpMap(14, "MPA", 90000),
        15 => new RtpMap(15, "G728", 8000),
        16 => new RtpMap(16, "DVI4", 11025),
        17 => new RtpMap(17, "DVI4", 22050),
        18 => new RtpMap(18, "G729", 8000),
        25 => new RtpMap(25, "CelB", 90000),
        26 => new RtpMap(26, "JPEG", 90000),
        28 => new RtpMap(28, "nv", 90000),
        31 => new RtpMap(31, "H261", 90000),
        32 => new RtpMap(32, "MPV", 90000),
        33 => new RtpMap(33, "MP2T", 90000),
        34 => new RtpMap(34, "H263", 90000),
        _ => null,
    };
}
