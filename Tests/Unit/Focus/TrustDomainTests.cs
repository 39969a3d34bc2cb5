using System.Net;
using ImsConference.Mrfc.Focus.Admission;
using ImsConference.Mrfc.Media;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Transports;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Focus;

/// <summary>Who is in the trust domain: by address, or by the domain of a certificate.</summary>
public sealed class TrustDomainTests
{
    private readonly TrustDomain _trust = new(AddressPrefixes.From(["192.0.2.0/24"]), ["cscf.home1.net"]);

    [TestCase("192.0.2.7", null, ExpectedResult = true)]
    [TestCase("198.51.100.7", null, ExpectedResult = false)]
    [TestCase("198.51.100.7", "CSCF.home1.net", ExpectedResult = true)]
    [TestCase("198.51.100.7", "home1.net", ExpectedResult = false)]
    public bool Comes_from_a_trusted_peer(string address, string? proved) => _trust.Includes(new Hop(
        TransportProtocol.Tls, new IPEndPoint(IPAddress.Parse(address), 40_000), IPEndPoint.Parse("192.0.2.1:5061"), Peer: proved is null ? null : SipDomains.Of(proved)));

    [TestCase("sip:192.0.2.7", ExpectedResult = true)]
    [TestCase("sips:a@cscf.home1.net", ExpectedResult = true)]
    [TestCase("sip:a@cscf.home1.net;transport=TLS", ExpectedResult = true)]
    [TestCase("sip:a@cscf.home1.net", ExpectedResult = false, Description = "a name that nobody proves")]
    [TestCase("sips:a@home1.net", ExpectedResult = false)]
    public bool Goes_to_a_trusted_peer(string uri) => _trust.Includes(SipUri.Parse(uri));
}
