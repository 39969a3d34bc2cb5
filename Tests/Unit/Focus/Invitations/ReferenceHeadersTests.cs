using ImsConference.Mrfc.Focus;
using ImsConference.Mrfc.Focus.Invitations;
using ImsConference.Sip.Messages;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Focus.Invitations;

/// <summary>Of the headers in a Refer-To only the harmless go on (RFC 3261 §19.1.5), and names of sessions are read strictly.</summary>
public sealed class ReferenceHeadersTests
{
    [TestCase("sip:bob@b", ExpectedResult = "")]
    [TestCase("sip:bob@b?Replaces=a%40b%3Bto-tag%3D1%3Bfrom-tag%3D2", ExpectedResult = "Replaces: a@b;to-tag=1;from-tag=2, Require: replaces")]
    [TestCase("sip:bob@b?replaces=a%3Bfrom-tag%3D2%3Bto-tag%3D1%3Bearly-only", ExpectedResult = "Replaces: a;from-tag=2;to-tag=1;early-only, Require: replaces")]
    [TestCase("sip:bob@b?Join=a%3Bto-tag%3D1%3Bfrom-tag%3D2", ExpectedResult = "Join: a;to-tag=1;from-tag=2, Require: join")]
    [TestCase("sip:bob@b?Subject=Budget&Priority=urgent", ExpectedResult = "Subject: Budget, Priority: urgent")]
    [TestCase("sip:bob@b?From=%3Csip:ceo@b%3E&Route=%3Csip:evil@e%3E&P-Asserted-Identity=%3Csip:ceo@b%3E&body=hello&Via=x&Contact=y", ExpectedResult = "")]
    [TestCase("sip:bob@b?Subject=a%0D%0ARoute%3A%20x", ExpectedResult = "", Description = "no line of the referrer's own")]
    [TestCase("sip:bob@b?Replaces=a", ExpectedResult = "400")]
    [TestCase("sip:bob@b?Replaces=a%3Bto-tag%3D1", ExpectedResult = "400")]
    [TestCase("sip:bob@b?Replaces=a%3Bto-tag%3D1%3Bfrom-tag%3D2%3Bto-tag%3D3", ExpectedResult = "400")]
    [TestCase("sip:bob@b?Replaces=a%0D%0AX%3A%20y%3Bto-tag%3D1%3Bfrom-tag%3D2", ExpectedResult = "400")]
    [TestCase("sip:bob@b?Replaces=a%3Bto-tag%3D1%3Bfrom-tag%3D2&Join=a%3Bto-tag%3D1%3Bfrom-tag%3D2", ExpectedResult = "400")]
    [TestCase("sip:bob@b?Replaces=a%3Bto-tag%3D1%3Bfrom-tag%3D2&Replaces=a%3Bto-tag%3D1%3Bfrom-tag%3D2", ExpectedResult = "400")]
    public string Carries(string uri) => ReferenceHeaders.TryRead(SipUri.Parse(uri), out var headers, out var refusal)
        ? string.Join(", ", headers.Select(header => $"{header.Name}: {header.Value}")) : $"{refusal.Status}";

    [TestCase("a@b;to-tag=1;from-tag=2", ExpectedResult = true)]
    [TestCase("a@b ; from-tag=2 ;to-tag=1", ExpectedResult = true)]
    [TestCase("a@b;to-tag=1;from-tag=0", ExpectedResult = false, Description = "0 stands for no tag, and this dialog has one")]
    [TestCase("a@b;to-tag=2;from-tag=1", ExpectedResult = false)]
    [TestCase("A@b;to-tag=1;from-tag=2", ExpectedResult = false)]
    public bool Names_the_dialog(string value) =>
        SessionName.TryParse(System.Text.Encoding.ASCII.GetBytes(value), out var name) && name.Fits(new("a@b", "1", "2"));

    [Test]
    public void A_tag_of_zero_is_none() =>
        Assert.That(SessionName.TryParse("a;to-tag=1;from-tag=0"u8, out var name) && name.Fits(new("a", "1", "")));

    [TestCase("")]
    [TestCase("a@b")]
    [TestCase(";to-tag=1;from-tag=2")]
    [TestCase("a@b;to-tag=;from-tag=2")]
    [TestCase("a@b;to-tag=1;from-tag=2;from-tag=2")]
    [TestCase("a b;to-tag=1;from-tag=2")]
    public void Is_malformed(string value) => Assert.That(SessionName.TryParse(System.Text.Encoding.ASCII.GetBytes(value), out _), Is.False);
}
