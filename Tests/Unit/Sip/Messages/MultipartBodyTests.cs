using System.Text;
using ImsConference.Sip.Messages;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Sip.Messages;

public sealed class MultipartBodyTests
{
    private const string Two = "--b\r\nContent-Type: application/resource-lists+xml\r\n\r\n<x/>\r\n--b\r\nContent-Disposition: session\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n\r\n--b--\r\n";

    [TestCase(Two, "multipart/mixed;boundary=b", ExpectedResult = "v=0\r\n")]
    [TestCase(Two, "multipart/mixed; boundary=\"b\"", ExpectedResult = "v=0\r\n")]
    [TestCase(Two, "Multipart/Related;boundary=b", ExpectedResult = "v=0\r\n")]
    [TestCase("ignored\r\n" + Two, "multipart/mixed;boundary=b", ExpectedResult = "v=0\r\n", Description = "preamble")]
    [TestCase("--b\r\ncontent-type:application/sdp\r\n\r\n\r\n--b--", "multipart/mixed;boundary=b", ExpectedResult = "")]
    [TestCase("--b\r\nContent-Type: application/sdp\r\n\r\ns=--b x --b\r\na=--bb\r\n--bb\r\n\r\n--b--", "multipart/mixed;boundary=b", ExpectedResult = "s=--b x --b\r\na=--bb\r\n--bb\r\n",
        Description = "a delimiter stands at the start of a line, and is a whole word")]
    [TestCase(Two, "multipart/mixed", ExpectedResult = null, Description = "no boundary")]
    [TestCase(Two, "multipart/mixed;boundary=other", ExpectedResult = null)]
    [TestCase("--b\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n", "multipart/mixed;boundary=b", ExpectedResult = null, Description = "cut off")]
    [TestCase("--b\r\nv=0\r\n--b--", "multipart/mixed;boundary=b", ExpectedResult = null, Description = "part without empty line")]
    [TestCase("v=0\r\n", "application/sdp", ExpectedResult = null, Description = "not multipart")]
    public string? Finds_the_SDP(string body, string contentType)
    {
        var message = SipWriter.Request(SipMethod.Invite, SipUri.Parse("sip:a@b")).Add(HeaderId.Via, "SIP/2.0/UDP a;branch=z9hG4bK1")
            .Add(HeaderId.From, "<sip:a@b>;tag=1").Add(HeaderId.To, "<sip:a@b>").Add(HeaderId.CallId, "1").Add(HeaderId.CSeq, "1 INVITE")
            .Body(contentType, Encoding.UTF8.GetBytes(body)).Build();
        return MultipartBody.TryFind(message, "application/sdp", out var content) ? Encoding.UTF8.GetString(content.Span) : null;
    }
}
