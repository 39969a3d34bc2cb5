using System.Net;

namespace ImsConference.Sip.Sdp;

/// <summary>The o= line (RFC 8866 §5.2). Session id and version stay together over the life of a session.</summary>
/// <param name="User">User name; <c>-</c> when there is none.</param>
/// <param name="SessionId">Constant in a session.</param>
/// <param name="Version">One more for every change (RFC 3264 §5).</param>
/// <param name="Address">Numeric address or host name, without network type.</param>
/// <param name="IsIPv6">True for <c>IP6</c>.</param>
public sealed record Origin(string User, ulong SessionId, ulong Version, string Address, bool IsIPv6 = false)
{
    public static Origin For(IPAddress address, ulong sessionId, ulong version = 0) =>
        new("-", sessionId, version, address.ToString(), address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6);
}
