using ImsConference.Mrfc.Media;
using ImsConference.Protos.Mp;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Media;

/// <summary>Who shares a port on the MRFP.</summary>
public sealed class PortRuleTests
{
    private static readonly PortMode[] Both = [PortMode.Dedicated, PortMode.Shared];

    [TestCase("10.1.2.3", ExpectedResult = PortMode.Shared)]
    [TestCase("::ffff:10.1.2.3", ExpectedResult = PortMode.Shared)]
    [TestCase("2001:db8::7", ExpectedResult = PortMode.Shared)]
    [TestCase("10.2.0.1", ExpectedResult = PortMode.Dedicated)]
    [TestCase(null, ExpectedResult = PortMode.Dedicated, Description = "nobody knows yet who will answer")]
    public PortMode Peers_behind_the_gateway_share(string? address) => Mode(
        new MpOptions { SharedPortPeers = ["10.1.0.0/16", "2001:db8::7"] }, Both, address);

    [TestCase("192.0.2.1", ExpectedResult = PortMode.Shared)]
    [TestCase(null, ExpectedResult = PortMode.Shared)]
    public PortMode Everybody_shares_where_the_operator_says_so(string? address) => Mode(new MpOptions { PortMode = RtpPortMode.Shared }, Both, address);

    [Test]
    public void Nobody_shares_on_an_MRFP_that_cannot() => Assert.That(
        Mode(new MpOptions { PortMode = RtpPortMode.Shared, SharedPortPeers = ["0.0.0.0/0"] }, [], "192.0.2.1"), Is.EqualTo(PortMode.Dedicated));

    private static PortMode Mode(MpOptions options, PortMode[] offered, string? address) =>
        new PortRule(options).ModeFor(offered, address is null ? null : new Protos.Mp.Endpoint { Address = address, RtpPort = 4000 });
}
