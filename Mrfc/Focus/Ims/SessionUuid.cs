using System.Security.Cryptography;
using System.Text;

namespace ImsConference.Mrfc.Focus.Ims;

/// <summary>Our half of Session-ID (RFC 7989 §5): made of a name, so that it is the same after a restart.</summary>
public static class SessionUuid
{
    private const int Octets = 16;

    /// <param name="name">Of whom it is: a conference's token, for in all sessions of a conference it is the same (RFC 7989 §9), or the node.</param>
    /// <returns>32 hexadecimal digits in lower case.</returns>
    public static string Of(string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, Octets));
}
