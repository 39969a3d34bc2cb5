using System.Net;
using ImsConference.Mrfc.Media;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Transports;

namespace ImsConference.Mrfc.Focus.Admission;

/// <summary>Whose word counts for who sent a request (RFC 3324, RFC 3325 §3): the CSCFs of our network.</summary>
/// <remarks>A peer is known by its address, or over TLS by a domain that its certificate proves.</remarks>
/// <param name="addresses">Of trusted peers.</param>
/// <param name="domains">SIP domains of trusted peers.</param>
public sealed class TrustDomain(AddressPrefixes addresses, IReadOnlyList<string> domains)
{
    /// <summary>Whether what came by this hop comes from a trusted peer.</summary>
    public bool Includes(Hop hop) => addresses.Include(hop.Remote.Address) || (hop.Peer is { } proved && domains.Any(proved.Include));

    /// <summary>Whether what goes to this URI goes to a trusted peer: one named by its address, or reached by TLS, which has it prove its domain.</summary>
    public bool Includes(SipUri target)
    {
        if (IPAddress.TryParse(target.Host.Trim('[', ']'), out var address) && addresses.Include(address)) return true;
        var isProved = target.IsSecure || target.Transport.Equals("tls", StringComparison.OrdinalIgnoreCase);
        return isProved && domains.Any(SipDomains.Of(target.Host).Include);
    }
}
