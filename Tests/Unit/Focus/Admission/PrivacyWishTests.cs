using System.Text;
using ImsConference.Mrfc.Focus.Admission;
using ImsConference.Sip.Messages;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Focus.Admission;

public sealed class PrivacyWishTests
{
    [TestCase("Privacy: id", true, true)]
    [TestCase("Privacy: header;id", true, true)]
    [TestCase("Privacy: USER", true, true)]
    [TestCase("Privacy: none", false, true)]
    [TestCase("Privacy: session;critical", false, true, Description = "nobody sees anybody's address")]
    [TestCase("Privacy: history", false, true)]
    [TestCase("Privacy: id ; Critical", true, true)]
    [TestCase("Privacy: session\r\nPrivacy: user", true, true)]
    [TestCase("Privacy: teleport", false, true, Description = "unknown, but not critical")]
    [TestCase("Privacy: teleport;critical", false, false)]
    [TestCase("Privacy: critical\r\nPrivacy: teleport", false, false)]
    [TestCase("Privacy: none;id", true, true, Description = "a contradiction: better silent than sorry")]
    [TestCase("Subject: id", false, true)]
    public void Of_a_request(string header, bool hidesUser, bool isGranted)
    {
        var text = "INVITE sip:conf@home1.net SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK1\r\nMax-Forwards: 70\r\nFrom: <sip:a@b>;tag=1\r\n"
            + $"To: <sip:conf@home1.net>\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\nContact: <sip:a@192.0.2.9>\r\n{header}\r\nContent-Length: 0\r\n\r\n";
        Assert.That(SipMessage.TryParse(Encoding.ASCII.GetBytes(text), out var message, out var fault), Is.True, $"{fault}");
        var wish = PrivacyWish.Of(message);
        Assert.That((wish.HidesUser, wish.IsGranted), Is.EqualTo((hidesUser, isGranted)));
    }
}
