namespace ImsConference.Engine.Rtp;

/// <summary>Names and key lengths of <see cref="SrtpSuite"/>.</summary>
public static class SrtpSuites
{
    private static readonly string[] Names = ["AES_CM_128_HMAC_SHA1_80", "AES_CM_128_HMAC_SHA1_32", "AEAD_AES_128_GCM"];

    /// <summary>As SDP writes it.</summary>
    public static string NameOf(this SrtpSuite suite) => Names[(int)suite];

    /// <summary>Master key and salt together, bytes: 16 and 14 (RFC 4568 §6.2), or 16 and 12 (RFC 7714 §12).</summary>
    public static int KeyBytes(this SrtpSuite suite) => suite == SrtpSuite.AeadAes128Gcm ? 28 : 30;

    /// <summary>Looks a name up; case counts (RFC 4568 §9.1 names them so).</summary>
    public static bool TryParse(string name, out SrtpSuite suite)
    {
        var index = Array.IndexOf(Names, name);
        suite = (SrtpSuite)Math.Max(0, index);
        return index >= 0;
    }
}
