using System.Text;
using ImsConference.Sip.Messages;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Sip.Messages;

/// <summary>Messages as text: lines are ended by CRLF here, and <c>\xHH</c> is a byte. A raw literal drops its last line end, so two empty
/// lines end a message.</summary>
internal static class Wire
{
    /// <summary>A complete INVITE to change in one place.</summary>
    public const string Invite = """
        INVITE sip:conf-factory1@home1.net SIP/2.0
        Via: SIP/2.0/UDP 192.0.2.7:5070;branch=z9hG4bKnashds8;rport
        Max-Forwards: 70
        From: "Alice" <sip:alice@home1.net>;tag=1928301774
        To: <sip:conf-factory1@home1.net>
        Call-ID: a84b4c76e66710@192.0.2.7
        CSeq: 314159 INVITE
        Contact: <sip:alice@192.0.2.7:5070>


        """;

    public static byte[] Bytes(string text)
    {
        var bytes = new List<byte>();
        var lines = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace("\n", "\r\n", StringComparison.Ordinal);
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i] == '\\' && i + 3 < lines.Length && lines[i + 1] == 'x')
            {
                bytes.Add(Convert.ToByte(lines.Substring(i + 2, 2), 16));
                i += 3;
            }
            else
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(lines[i].ToString()));
            }
        }

        return [.. bytes];
    }

    public static SipMessage Parse(string text)
    {
        var isGood = SipMessage.TryParse(Bytes(text), out var message, out var fault);
        Assert.That(isGood, Is.True, fault.Phrase);
        return message;
    }

    public static ParseFault Fault(string text)
    {
        var isGood = SipMessage.TryParse(Bytes(text), out var message, out var fault);
        Assert.That(isGood, Is.False, "accepted");
        Assert.That(message, Is.Null);
        return fault;
    }

    public static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    public static List<string> All(HeaderValues values)
    {
        var all = new List<string>();
        foreach (var value in values) all.Add(Text(value));
        return all;
    }

    /// <summary>The INVITE of TS 24.147 A.3 as it reaches an MRFC: about 1.6 KB without, 2.6 KB with its SDP.</summary>
    public static byte[] ImsInvite() => Bytes("""
        INVITE sip:conf-factory1@mrfc1.home1.net SIP/2.0
        Via: SIP/2.0/UDP scscf1.home1.net;branch=z9hG4bK332b23.1
        Via: SIP/2.0/UDP pcscf1.visited1.net;branch=z9hG4bK240f34.1
        Via: SIP/2.0/UDP [2001:db8:5555::aaa:bbb:ccc:ddd]:1357;comp=sigcomp;branch=z9hG4bKnashds7
        Max-Forwards: 68
        Record-Route: <sip:scscf1.home1.net;lr>, <sip:pcscf1.visited1.net;lr>
        Route: <sip:mrfc1.home1.net;lr>
        P-Access-Network-Info: 3GPP-UTRAN-TDD; utran-cell-id-3gpp=234151D0FCE11
        P-Asserted-Identity: "John Doe" <sip:user1_public1@home1.net>, <tel:+1-212-555-1111>
        P-Charging-Vector: icid-value="AyretyU0dm+6O2IrT5tAFrbHLso=023551024"; orig-ioi=home1.net
        Privacy: none
        From: <sip:user1_public1@home1.net>; tag=171828
        To: <sip:conf-factory1@mrfc1.home1.net>
        Call-ID: cb03a0s09a2sdfglkj490333
        CSeq: 127 INVITE
        Require: sec-agree
        Supported: precondition, 100rel, gruu, timer, replaces
        Session-Expires: 1800;refresher=uac
        Accept: application/sdp, application/3gpp-ims+xml
        P-Asserted-Service: urn:urn-7:3gpp-service.ims.icsi.mmtel
        Accept-Contact: *;+g.3gpp.icsi-ref="urn%3Aurn-7%3A3gpp-service.ims.icsi.mmtel"
        Contact: <sip:user1_public1@home1.net;gr=urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6>;+g.3gpp.icsi-ref="urn%3Aurn-7%3A3gpp-service.ims.icsi.mmtel"
        Allow: INVITE, ACK, CANCEL, BYE, PRACK, UPDATE, REFER, MESSAGE, NOTIFY, SUBSCRIBE, INFO, OPTIONS
        User-Agent: Example-UE/1.0 IMS
        Content-Type: application/sdp
        Content-Length: 0


        """);
}
