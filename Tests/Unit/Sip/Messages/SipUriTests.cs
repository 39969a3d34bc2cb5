using ImsConference.Sip.Messages;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Sip.Messages;

public sealed class SipUriTests
{
    [TestCase(64, ExpectedResult = true)]
    [TestCase(65, ExpectedResult = false, Description = "comparing them would take long")]
    public bool Has_so_many_parameters_at_most(int count) => SipUri.TryParse($"sip:a@b{string.Concat(Enumerable.Range(0, count).Select(i => $";p{i}"))}", out _);

    [Test]
    public void Reads_every_part()
    {
        var uri = SipUri.Parse("SIPS:a%6Cice;day=tue:pa%3Ass@[2001:db8::1]:5061;transport=TCP;lr;method=BYE;x=%41?Replaces=c%40h%3Bto-tag%3D1&Subject=");
        Assert.That((uri.Scheme, uri.User, UriText.Unescape(uri.User), uri.Password), Is.EqualTo(("sips", "a%6Cice;day=tue", "alice;day=tue", "pa%3Ass")));
        Assert.That((uri.Host, uri.Port, uri.Transport, uri.Method, uri.IsLooseRouter), Is.EqualTo(("[2001:db8::1]", 5061, "TCP", "BYE", true)));
        Assert.That(uri.TryGetParameter("X", out var x) ? x : "absent", Is.EqualTo("A"));
        Assert.That(uri.TryGetHeader("replaces", out var replaces) ? replaces : "absent", Is.EqualTo("c@h;to-tag=1"));
        Assert.That(uri.TryGetHeader("Subject", out var subject) && subject.Length == 0, Is.True);
        Assert.That(uri.TryGetParameter("absent", out _), Is.False);
    }

    [TestCase("tel:+1-212-555-1111;phone-context=home1.net", "+1-212-555-1111", ";phone-context=home1.net")]
    [TestCase("tel:*31#;phone-context=home1.net", "*31#", ";phone-context=home1.net")]
    public void Reads_tel(string text, string number, string parameters)
    {
        var uri = SipUri.Parse(text);
        Assert.That((uri.IsTel, uri.User, uri.Parameters, uri.Host), Is.EqualTo((true, number, parameters, "")));
    }

    [TestCase("")]
    [TestCase("sip:")]
    [TestCase("alice@home1.net")]
    [TestCase("1sip:home1.net")]
    [TestCase("sip:a b@home1.net")]
    [TestCase("sip:alice@")]
    [TestCase("sip:alice@home1.net:0")]
    [TestCase("sip:alice@home1.net:x")]
    [TestCase("sip:alice@home1.net:5060:5060")]
    [TestCase("sip:alice@home1.net;;lr")]
    [TestCase("sip:alice@home1.net;=lr")]
    [TestCase("sip:alice@home1.net?")]
    [TestCase("sip:alice@[::1")]
    [TestCase("sip:alice@[]")]
    [TestCase("sip:al%zzice@home1.net")]
    [TestCase("sip:alice@ho\"me1.net")]
    [TestCase("tel:")]
    [TestCase("tel:alice")]
    public void Refuses(string text) => Assert.That(SipUri.TryParse(text, out _), Is.False);

    // The examples of RFC 3261 §19.1.4 and their like.
    [TestCase("sip:%61lice@home1.net;transport=TCP", "sip:alice@HOME1.net;Transport=tcp", ExpectedResult = true)]
    [TestCase("sip:carol@home1.net", "sip:carol@home1.net;newparam=5", ExpectedResult = true)]
    [TestCase("sip:carol@home1.net;security=on", "sip:carol@home1.net;newparam=5;security=on", ExpectedResult = true)]
    [TestCase("sip:bob@home1.net;transport=tcp?to=a%40b&subject=x", "sip:bob@home1.net;transport=tcp?subject=x&to=a%40b", ExpectedResult = true)]
    [TestCase("tel:+1-212-555-1111", "tel:+1(212)5551111", ExpectedResult = true)]
    [TestCase("urn:service:sos", "urn:service:sos", ExpectedResult = true)]
    [TestCase("SIP:ALICE@home1.net", "sip:alice@home1.net", ExpectedResult = false, Description = "the user's case matters")]
    [TestCase("sip:bob@home1.net", "sip:bob@home1.net:5060", ExpectedResult = false)]
    [TestCase("sip:bob@home1.net", "sip:bob@home1.net;transport=udp", ExpectedResult = false)]
    [TestCase("sip:bob@home1.net", "sips:bob@home1.net", ExpectedResult = false)]
    [TestCase("sip:carol@home1.net;security=on", "sip:carol@home1.net;security=off", ExpectedResult = false)]
    [TestCase("sip:carol@home1.net", "sip:carol@home1.net?Subject=next", ExpectedResult = false)]
    [TestCase("sip:a%3Bb@home1.net", "sip:a;b@home1.net", ExpectedResult = false, Description = "an escaped reserved character is another one")]
    [TestCase("tel:+12125551111", "tel:+12125551111;phone-context=x", ExpectedResult = false)]
    [TestCase("urn:service:sos", "urn:service:SOS", ExpectedResult = false)]
    public bool Equal(string a, string b)
    {
        var (first, second) = (SipUri.Parse(a), SipUri.Parse(b));
        Assert.That(first.Equals(second), Is.EqualTo(second.Equals(first)), "symmetric");
        if (first.Equals(second)) Assert.That(first.GetHashCode(), Is.EqualTo(second.GetHashCode()));
        return first.Equals(second);
    }

    [Test]
    public void Changes_make_new_uris()
    {
        var uri = SipUri.Parse("sip:conf-1@home1.net:5070;transport=udp;x?Subject=a");
        Assert.That(uri.WithParameter("transport", "tcp").Text, Is.EqualTo("sip:conf-1@home1.net:5070;x;transport=tcp?Subject=a"));
        Assert.That(uri.WithParameter("lr", null).IsLooseRouter, Is.True);
        Assert.That(uri.WithoutParameter("x").Text, Is.EqualTo("sip:conf-1@home1.net:5070;transport=udp?Subject=a"));
        Assert.That(uri.WithoutHeaders().Text, Is.EqualTo("sip:conf-1@home1.net:5070;transport=udp;x"));
        Assert.That(uri.Text, Is.EqualTo("sip:conf-1@home1.net:5070;transport=udp;x?Subject=a"));
    }
}
