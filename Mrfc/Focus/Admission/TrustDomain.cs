using System.Net;
using ImsConference.Mrfc.Media;
using ImsConference.Sip.Transports;

namespace ImsConference.Mrfc.Focus.Admission;

/// <summary>Whose word counts for who sent a request (RFC 3324, RFC 3325 §3): the CSCFs of our network.</summary>
/// <remarks>
/// A peer is known by its address. Over TLS with certificates on both sides it is known by the name in its certificate instead: the
/// transport will tell that name with the hop, and this is the one place that asks for it.
/// </remarks>
/// <param name="addresses">Of trusted peers.</param>
public sealed class TrustDomain(AddressPrefixes addresses)
{
    public bool Includes(Hop hop) => Includes(hop.Remote.Address);

    /// <summary>A peer that is named by its address alone: where a request of ours goes.</summary>
    public bool Includes(IPAddress address) => addresses.Include(address);
}
