using System.Net;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Transports;
using ImsConference.Tests.Unit.Sip.Messages;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Sip.Transports;

public sealed class TopViaTests
{
    private static readonly IPEndPoint Source = IPEndPoint.Parse("192.0.2.7:1024");

    [TestCase("192.0.2.7", ExpectedResult = "192.0.2.7", Description = "as it said: nothing to note")]
    [TestCase("192.0.2.7;rport", ExpectedResult = "192.0.2.7;rport=1024;received=192.0.2.7", Description = "RFC 3581 §4: both, always")]
    [TestCase("10.0.0.1:5070;branch=z9hG4bK1", ExpectedResult = "10.0.0.1:5070;branch=z9hG4bK1;received=192.0.2.7")]
    [TestCase("ue.home1.net", ExpectedResult = "ue.home1.net;received=192.0.2.7", Description = "a name is never the address")]
    [TestCase("192.0.2.7;received=10.6.6.6", ExpectedResult = "192.0.2.7", Description = "a forged one is taken out")]
    [TestCase("10.0.0.1;rport=7;received=10.6.6.6;x=\"a;b\"", ExpectedResult = "10.0.0.1;x=\"a;b\";rport=1024;received=192.0.2.7")]
    public string Notes_where_a_request_came_from(string sentBy) => Noted(sentBy, Source);

    [Test]
    public void Notes_an_ipv6_source_without_brackets() =>
        Assert.That(Noted("[2001:db8::1];rport", IPEndPoint.Parse("[2001:db8::2]:99")), Is.EqualTo("[2001:db8::1];rport=99;received=2001:db8::2"));

    [TestCase("192.0.2.7", ExpectedResult = "192.0.2.7:5060", Description = "§18.2.2: the port of sent-by, 5060 by default")]
    [TestCase("10.0.0.1:5070;received=192.0.2.7", ExpectedResult = "192.0.2.7:5070")]
    [TestCase("10.0.0.1:5070;rport=1024;received=192.0.2.7", ExpectedResult = "192.0.2.7:1024")]
    [TestCase("10.0.0.1:5070;maddr=224.2.0.1", ExpectedResult = "224.2.0.1:5070")]
    [TestCase("10.0.0.1:5070;maddr=group.home1.net;rport=1", ExpectedResult = "192.0.2.7:1024")]
    public string A_response_goes_where_its_via_says(string sentBy) =>
        TopVia.ResponseTarget(SipWriter.Response(Request(sentBy), 200).ToTag("a").Build(), Source).ToString();

    [Test]
    public void Another_transport_is_named_and_the_branch_stays()
    {
        var request = TopVia.WithTransport(Request("10.0.0.1:5070;branch=z9hG4bK1;rport"), TransportProtocol.Tcp, IPEndPoint.Parse("[2001:db8::1]:5080"));
        Assert.That(Wire.Text(request[HeaderId.Via]), Is.EqualTo("SIP/2.0/TCP [2001:db8::1]:5080;branch=z9hG4bK1;rport"));
    }

    private static SipMessage Request(string sentBy) =>
        Wire.Parse(Wire.Invite.Replace("192.0.2.7:5070;branch=z9hG4bKnashds8;rport", sentBy, StringComparison.Ordinal));

    private static string Noted(string sentBy, IPEndPoint source) =>
        Wire.Text(TopVia.NoteSource(Request(sentBy), source)[HeaderId.Via])["SIP/2.0/UDP ".Length..];
}
