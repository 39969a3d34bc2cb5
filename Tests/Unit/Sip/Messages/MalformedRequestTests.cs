using ImsConference.Sip.Messages;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Sip.Messages;

public sealed class MalformedRequestTests
{
    [Test]
    public void The_answer_echoes_what_came_and_names_the_fault()
    {
        var bytes = Wire.Bytes(Wire.Invite.Replace("314159 INVITE", "8 OPTIONS", StringComparison.Ordinal)
            .Replace("Max-Forwards", "v: SIP/2.0/TCP b\n ;;odd\nMax-Forwards", StringComparison.Ordinal));
        Assert.That(SipMessage.TryParse(bytes, out _, out var fault), Is.False);
        Assert.That(MalformedRequest.TryRefuse(bytes, fault, out var response), Is.True);
        Assert.That(Wire.Text(response.Bytes.Span), Does.Match(
            """
            ^SIP/2.0 400 CSeq method differs from request method
            Via: SIP/2.0/UDP 192.0.2.7:5070;branch=z9hG4bKnashds8;rport
            Via: SIP/2.0/TCP b ;;odd
            From: "Alice" <sip:alice@home1.net>;tag=1928301774
            To: <sip:conf-factory1@home1.net>;tag=bad[0-9a-f]{16}
            Call-ID: a84b4c76e66710@192.0.2.7
            CSeq: 8 OPTIONS
            Content-Length: 0

            $
            """.ReplaceLineEndings("\r\n")));

        MalformedRequest.TryRefuse(bytes, fault, out var again);
        Assert.That(again.ToTag, Is.EqualTo(response.ToTag), "stateless: the same tag each time");
    }

    [TestCase(90, ExpectedResult = true)]
    [TestCase(300, ExpectedResult = false, Description = "no way has so many hops, and the answer would have to repeat them all")]
    public bool Only_so_many_Vias_are_echoed(int vias)
    {
        var bytes = Wire.Bytes(Wire.Invite.Replace("Via:", string.Concat(Enumerable.Repeat("Via: SIP/2.0/UDP a\n", vias)) + "Via:", StringComparison.Ordinal)
            .Replace("314159 INVITE", "x", StringComparison.Ordinal));
        return MalformedRequest.TryRefuse(bytes, new ParseFault(0, "x"), out _);
    }

    [Test]
    public void Bytes_that_are_no_text_do_not_break_the_answer()
    {
        byte[] bytes = [.. Wire.Bytes(Wire.Invite.TrimEnd() + "\nFrom: "), .. Enumerable.Repeat((byte)0xFF, 60_000)];
        Assert.That(MalformedRequest.TryRefuse(bytes, new ParseFault(0, "x"), out _), Is.True);
    }

    [TestCase("INVITE sip", "ACK sip", Description = "an ACK is never answered")]
    [TestCase("INVITE sip:conf-factory1@home1.net SIP/2.0", "SIP/2.0 999 Odd", Description = "nor is a response")]
    [TestCase("Call-ID: a84b4c76e66710@192.0.2.7\n", "")]
    [TestCase("CSeq: 314159 INVITE\n", "CSeq:\n")]
    [TestCase("Via:", "X-Via:")]
    public void Nothing_is_answered_without_what_an_answer_needs(string good, string bad) =>
        Assert.That(MalformedRequest.TryRefuse(Wire.Bytes(Wire.Invite.Replace(good, bad, StringComparison.Ordinal)), new ParseFault(0, "x"), out _), Is.False);

    [TestCase("")]
    [TestCase("\n\n\n")]
    [TestCase("\\x00\\xFF: \n")]
    public void Noise_is_not_answered(string noise) => Assert.That(MalformedRequest.TryRefuse(Wire.Bytes(noise), new ParseFault(0, "x"), out _), Is.False);
}
