using System.Text;
using ImsConference.Sip.Messages;
using ImsConference.Tests.Load.Ladder;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Ladder;

[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class LadderTests
{
    private readonly LadderRenderer _renderer = new(["UE1", "UE2", "UE3", "UE4", "MRFC", "MRFP"], 140);

    [Test]
    public void An_arrow_points_from_sender_to_receiver_with_its_label_on_it()
    {
        _renderer.Place("127.0.0.1:40000", "UE1");
        var right = _renderer.Arrow(1.5, "127.0.0.1:40000", "MRFC", "INVITE conf-factory1 +SDP");
        var left = _renderer.Arrow(12.25, "MRFC", "UE1", "183 Session Progress");
        Assert.That(right, Does.StartWith(" 1.500 ").And.Contain("- INVITE conf-factory1 +SDP -").And.Contain("->|"));
        Assert.That(left, Does.StartWith("12.250 ").And.Contain("|<-").And.Contain(" 183 Session Progress "));
    }

    [Test]
    public void Every_line_fits_the_width_and_keeps_the_other_lifelines([Values(80, 120, 140)] int width)
    {
        var renderer = new LadderRenderer(["UE1", "UE2", "UE3", "UE4", "MRFC", "MRFP"], width);
        var line = renderer.Arrow(3, "UE3", "UE4", new string('x', 100));
        Assert.That(line, Has.Length.LessThanOrEqualTo(width));
        Assert.That(line.Count(c => c == '|'), Is.EqualTo(6));
        Assert.That(line, Does.Contain("…"));
        Assert.That(renderer.Head(), Has.Length.LessThanOrEqualTo(width));
    }

    [Test]
    public void Only_known_and_different_ends_can_be_drawn()
    {
        Assert.That(_renderer.CanDraw("UE1", "MRFC"), Is.True);
        Assert.That(_renderer.CanDraw("UE1", "UE1"), Is.False);
        Assert.That(_renderer.CanDraw("UE1", "10.0.0.9:5060"), Is.False);
    }

    [TestCase("INVITE sip:conf-factory1@home1.net SIP/2.0", "Content-Type: application/sdp", "INVITE conf-factory1 +SDP")]
    [TestCase("REFER sip:conf-1@home1.net SIP/2.0", "Refer-To: <sip:user4@10.0.0.4>", "REFER to user4")]
    [TestCase("NOTIFY sip:user1@10.0.0.1 SIP/2.0", "Event: refer;id=3\r\nContent-Type: message/sipfrag;version=2.0", "NOTIFY refer 200")]
    [TestCase("NOTIFY sip:user1@10.0.0.1 SIP/2.0", "Event: conference\r\nContent-Type: application/conference-info+xml", "NOTIFY conference")]
    [TestCase("SIP/2.0 200 OK", "Content-Type: application/sdp", "200 OK (UPDATE) +SDP")]
    [TestCase("BYE sip:user1@10.0.0.1 SIP/2.0", "Reason: SIP;cause=200", "BYE")]
    public void A_message_is_told_in_few_words(string startLine, string headers, string label)
    {
        var method = startLine.StartsWith("SIP/", StringComparison.Ordinal) ? "UPDATE" : startLine.Split(' ')[0];
        const string Body = "SIP/2.0 200 OK\r\n";
        var text = $"{startLine}\r\nVia: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK1\r\nMax-Forwards: 70\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>;tag=2\r\n"
            + $"Call-ID: 1\r\nCSeq: 1 {method}\r\n{headers}\r\nContent-Length: {Body.Length}\r\n\r\n{Body}";
        Assert.That(SipMessage.TryParse(Encoding.UTF8.GetBytes(text), out var message, out var fault), Is.True, fault.ToString());
        Assert.That(LadderEntry.LabelOf(message), Is.EqualTo(label));
    }
}
