namespace ImsConference.Sip.Sdp;

/// <summary>What a payload type means without a=rtpmap (RFC 3551 §6).</summary>
internal static class StaticPayloadTypes
{
    private const int Dynamic = 35;   // from here on, none

    private static readonly RtpMap?[] Maps = new RtpMap?[Dynamic];

    static StaticPayloadTypes()
    {
        RtpMap[] all =
        [
            new(0, "PCMU", 8000),
            new(3, "GSM", 8000),
            new(4, "G723", 8000),
            new(5, "DVI4", 8000),
            new(6, "DVI4", 16000),
            new(7, "LPC", 8000),
            new(8, "PCMA", 8000),
            new(9, "G722", 8000),
            new(10, "L16", 44100, 2),
            new(11, "L16", 44100),
            new(12, "QCELP", 8000),
            new(13, "CN", 8000),
            new(14, "MPA", 90000),
            new(15, "G728", 8000),
            new(16, "DVI4", 11025),
            new(17, "DVI4", 22050),
            new(18, "G729", 8000),
            new(25, "CelB", 90000),
            new(26, "JPEG", 90000),
            new(28, "nv", 90000),
            new(31, "H261", 90000),
            new(32, "MPV", 90000),
            new(33, "MP2T", 90000),
            new(34, "H263", 90000),
        ];
        foreach (var map in all) Maps[map.PayloadType] = map;
    }

    public static RtpMap? Find(byte payloadType) => payloadType < Dynamic ? Maps[payloadType] : null;
}
