using ImsConference.Mrfc.Focus;
using ImsConference.Sip.Messages;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Focus;

public sealed class ConferenceUriTests
{
    [TestCase("sip:conf-{token}@{node}.conference.home1.net", "sip:conf-abc234@mrfc1.conference.home1.net")]
    [TestCase("sip:{token}@127.0.0.1:5080", "sip:abc234@127.0.0.1:5080")]
    [TestCase("sip:conf@{token}.{node}.home1.net", "sip:conf@abc234.mrfc1.home1.net")]
    [TestCase("sips:c{token}x@Home1.NET", "sips:cabc234x@home1.net")]
    [TestCase("sip:{token}@{node}.{domain}", "sip:abc234@mrfc1.home1.net")]
    public void What_is_made_is_known_again(string text, string made)
    {
        Assert.That(ConferenceUriTemplate.TryParse(new FocusOptions { UriTemplate = text }, out var template, out var fault), fault);
        var uri = template.Make("abc234");

        Assert.That(uri.Text, Is.EqualTo(made));
        Assert.That(template.TryMatch(uri, out var token));
        Assert.That(token, Is.EqualTo("abc234"));
    }

    [TestCase("sip:conf-abc@MRFC1.conference.home1.net:5060;transport=tcp", ExpectedResult = true, Description = "proxies change such things")]
    [TestCase("sip:conf-abc@mrfc2.conference.home1.net", ExpectedResult = false)]
    [TestCase("sip:conf-@mrfc1.conference.home1.net", ExpectedResult = false)]
    [TestCase("sip:conf-ABC@mrfc1.conference.home1.net", ExpectedResult = false, Description = "tokens are in lower case")]
    [TestCase("sip:conf-factory1@home1.net", ExpectedResult = false)]
    [TestCase("tel:+491", ExpectedResult = false)]
    public bool Matches(string uri)
    {
        Assert.That(ConferenceUriTemplate.TryParse(new FocusOptions(), out var template, out _));
        return template.TryMatch(SipUri.Parse(uri), out _);
    }

    [Test]
    public void Tokens_have_the_bits_that_were_asked_for()
    {
        var tokens = Enumerable.Range(0, 1000).Select(_ => ConferenceToken.Next(96)).ToList();
        Assert.That(tokens, Is.Unique);
        Assert.That(tokens, Is.All.Length.EqualTo(20), "5 bits a letter");
    }

    [Test]
    public void A_token_stays_in_quarantine_for_its_time()
    {
        var time = new ManualTime();
        var quarantine = new UriQuarantine(time, TimeSpan.FromHours(1));
        quarantine.Add("a");
        time.Advance(TimeSpan.FromMinutes(30));
        quarantine.Add("b");
        Assert.That(quarantine.Holds("a"));
        time.Advance(TimeSpan.FromMinutes(31));
        Assert.That((quarantine.Holds("a"), quarantine.Holds("b"), quarantine.Count), Is.EqualTo((false, true, 1)));
    }
}
