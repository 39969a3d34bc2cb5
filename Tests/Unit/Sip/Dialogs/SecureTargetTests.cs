using ImsConference.Sip.Dialogs;
using ImsConference.Sip.Messages;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Sip.Dialogs;

/// <summary>What a sips URI makes of the way to it, and of our Contact.</summary>
public sealed class SecureTargetTests
{
    [TestCase("sip:b@home1.net", "", ExpectedResult = "sip:b@home1.net")]
    [TestCase("sips:b@home1.net", "", ExpectedResult = "sips:b@home1.net")]
    [TestCase("sips:b@home1.net", "<sip:cscf.home1.net;lr>", ExpectedResult = "sips:cscf.home1.net;lr", Description = "RFC 3261 §8.1.2")]
    [TestCase("sip:b@home1.net", "<sips:cscf.home1.net;lr>", ExpectedResult = "sips:cscf.home1.net;lr")]
    [TestCase("sip:b@home1.net", "<sip:cscf.home1.net;lr>", ExpectedResult = "sip:cscf.home1.net;lr")]
    public string First_hop(string target, string route) => Dialog.FirstHop(route.Length > 0 ? [route] : [], SipUri.Parse(target)).Text;

    [TestCase("<sip:conf-1@home1.net>;isfocus", ExpectedResult = "<sips:conf-1@home1.net>;isfocus")]
    [TestCase("\"Conference\" <SIP:conf-1@home1.net;x=1>;isfocus", ExpectedResult = "\"Conference\" <sips:conf-1@home1.net;x=1>;isfocus")]
    [TestCase("<sips:conf-1@home1.net>", ExpectedResult = "<sips:conf-1@home1.net>")]
    [TestCase("<tel:+3585551>", ExpectedResult = "<tel:+3585551>")]
    public string Contact(string value) => Dialog.SecureContact(value);
}
