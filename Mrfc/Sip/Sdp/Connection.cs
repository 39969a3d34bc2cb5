using System.Net;
using System.Net.Sockets;

namespace ImsConference.Sip.Sdp;

/// <summary>A c= line (RFC 8866 §5.7).</summary>
/// <param name="Address">Numeric address or host name; TTL and count of a multicast address stay in the text.</param>
/// <param name="IsIPv6">True for <c>IP6</c>.</param>
public sealed record Connection(string Address, bool IsIPv6 = false)
{
    /// <summary>True for 0.0.0.0 and ::, the old form of hold (RFC 3264 §8.4).</summary>
    public bool IsUnspecified => TryGetAddress(out var address) && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any));

    public static Connection For(IPAddress address) => new(address.ToString(), address.AddressFamily == AddressFamily.InterNetworkV6);

    /// <summary>The numeric address; false for a host name.</summary>
    public bool TryGetAddress(out IPAddress address)
    {
        var numeric = IPAddress.TryParse(Address.AsSpan(0, Address.IndexOf('/') is >= 0 and var slash ? slash : Address.Length), out var parsed);
        address = parsed ?? IPAddress.None;
        return numeric;
    }

    /// <summary>The numeric address of one host, or an unspecified one; false for a host name, a multicast and the broadcast address.</summary>
    public bool TryGetHost(out IPAddress address) => TryGetAddress(out address) && !address.Equals(IPAddress.Broadcast)
        && (address.AddressFamily == AddressFamily.InterNetworkV6 ? !address.IsIPv6Multicast : address.GetAddressBytes()[0] is < 224 or > 239);
}
