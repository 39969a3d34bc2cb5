using System.Text;
using ImsConference.Sip.Messages;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Sip.Messages;

public sealed class HeaderValueTests
{
    private static byte[] B(string text) => Encoding.UTF8.GetBytes(text);

    [TestCase("<sip:a@h>", "", "sip:a@h", "")]
    [TestCase("sip:a@h;tag=1", "", "sip:a@h", "1")]
    [TestCase("\"A, \\\"B\\\"\" <sip:a@h;x=y?z=1>;tag=\"q\"", "A, \\\"B\\\"", "sip:a@h;x=y?z=1", "q")]
    [TestCase("Ann Lee   <sip:a@h> ; other ; tag = 2", "Ann Lee", "sip:a@h", "2")]
    [TestCase("Zoë <tel:+1>", "Zoë", "tel:+1", "")]
    [TestCase("  <sip:a@h>  ", "", "sip:a@h", "")]
    public void Name_addr(string text, string name, string uri, string tag)
    {
        Assert.That(NameAddr.TryParse(B(text), out var address), Is.True);
        Assert.That(Wire.Text(address.DisplayName), Is.EqualTo(name));
        Assert.That(Wire.Text(address.Uri), Is.EqualTo(uri));
        Assert.That(Wire.Text(address.Tag), Is.EqualTo(tag));
    }

    [TestCase("")]
    [TestCase("<sip:a@h")]
    [TestCase("<>")]
    [TestCase("< sip:a@h>")]
    [TestCase("a@h")]
    [TestCase("\"A\" sip:a@h")]
    [TestCase("\"A <sip:a@h>")]
    [TestCase("A(b) <sip:a@h>")]
    [TestCase("<sip:a@h>;")]
    [TestCase("<sip:a@h>;tag=")]
    [TestCase("<sip:a@h> tag=1")]
    [TestCase("sip:a@h?x=y")]
    [TestCase("sip:a@h,sip:b@h")]
    public void Not_a_name_addr(string text) => Assert.That(NameAddr.TryParse(B(text), out _), Is.False);

    [TestCase("SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1;rport", "UDP 192.0.2.1:5060 z9hG4bK1 rport=0 received=")]
    [TestCase("SIP/2.0/tcp [2001:db8::1] ; branch=z9hG4bK1 ;received=2001:db8::2;rport=99", "tcp [2001:db8::1]:0 z9hG4bK1 rport=99 received=2001:db8::2")]
    [TestCase("SIP / 2.0 / TLS host : 1;maddr=224.0.1.75", "TLS host:1  rport=-1 received=")]
    public void Via_value(string text, string expected)
    {
        Assert.That(Via.TryParse(B(text), out var via), Is.True);
        var seen = $"{Wire.Text(via.Transport)} {Wire.Text(via.Host)}:{via.Port} {Wire.Text(via.Branch)} rport={via.RPort} received={Wire.Text(via.Received)}";
        Assert.That(seen, Is.EqualTo(expected));
    }

    [TestCase("SIP/2.0/UDP")]
    [TestCase("SIP/2.0/UDP ")]
    [TestCase("SIP/2.0 UDP host")]
    [TestCase("HTTP/2.0/UDP host")]
    [TestCase("SIP/2.0/UDP [::1")]
    [TestCase("SIP/2.0/UDP host:")]
    [TestCase("SIP/2.0/UDP host branch=1")]
    public void Not_a_via(string text) => Assert.That(Via.TryParse(B(text), out _), Is.False);

    [Test]
    public void Small_values()
    {
        Assert.That(RAck.TryParse("776656 1 INVITE"u8, out var rack) && (rack.RSeq, rack.CSeq, rack.Method) == (776656u, 1u, SipMethod.Invite), Is.True);
        Assert.That(RAck.TryParse("776656 INVITE"u8, out _) || RAck.TryParse("1 2 IN VITE"u8, out _), Is.False);

        Assert.That(EventHeader.TryParse("refer ; id=93809824"u8, out var package), Is.True);
        Assert.That(Wire.Text(package.Package) + Wire.Text(package.Id), Is.EqualTo("refer93809824"));

        Assert.That(SubscriptionState.TryParse("Terminated;reason=noresource;retry-after=5"u8, out var state), Is.True);
        Assert.That((state.IsTerminated, Wire.Text(state.Reason), state.ExpiresSeconds, state.RetryAfterSeconds), Is.EqualTo((true, "noresource", -1, 5)));

        Assert.That(SessionExpires.TryParse("1800;refresher=uac"u8, out var session), Is.True);
        Assert.That((session.Seconds, Wire.Text(session.Refresher)), Is.EqualTo((1800, "uac")));
        Assert.That(SessionExpires.TryParse("soon"u8, out _) || SessionExpires.TryParse("99999999999"u8, out _), Is.False);

        Assert.That(DialogReference.TryParse("c@h;to-tag=7743;from-tag=6472;early-only"u8, out var replaces), Is.True);
        Assert.That(replaces.TryGetParameter("to-tag"u8, out var tag) ? Wire.Text(tag) : "", Is.EqualTo("7743"));

        Assert.That(ContentType.TryParse("Multipart / Mixed; boundary=\"a b\""u8, out var type) && type.Is("multipart/mixed"), Is.True);
        Assert.That(type.TryGetParameter("boundary"u8, out var boundary) ? Wire.Text(boundary) : "", Is.EqualTo("a b"));
    }

    [Test]
    public void Lists_are_split_by_commas_outside_quotes_and_brackets()
    {
        var message = Wire.Parse(Wire.Invite.Replace("Contact", """
            Allow: INVITE,ACK , bye
            Allow: ,PRACK,
            Route: "a,b" <sip:x,y@h>, <sip:z;lr>
            k: 100rel;x=y, timer
            Subject: one, two
            Unknown: one, two
            Warning: 399 h "a, b", 301 h "c"
            Contact
            """, StringComparison.Ordinal));
        Assert.That(Wire.All(message.Values(HeaderId.Allow)), Is.EqualTo(new[] { "INVITE", "ACK", "bye", "PRACK" }));
        Assert.That(Wire.All(message.Values(HeaderId.Route)), Is.EqualTo(new[] { "\"a,b\" <sip:x,y@h>", "<sip:z;lr>" }));
        Assert.That(Wire.All(message.Values("warning")), Has.Count.EqualTo(2));
        Assert.That(Wire.All(message.Values("unknown")), Is.EqualTo(new[] { "one, two" }));
        Assert.That(Wire.Text(message["S"]), Is.EqualTo("one, two"));
        Assert.That(Wire.Text(message[HeaderId.Route]), Is.EqualTo("\"a,b\" <sip:x,y@h>"));
        Assert.That(message.Lists(HeaderId.Supported, "100REL") && message.Lists(HeaderId.Allow, "BYE"), Is.True);
        Assert.That(message.Lists(HeaderId.Supported, "100") || message.Lists(HeaderId.Require, "100rel"), Is.False);
    }

    [TestCase("3600", ExpectedResult = 3600u)]
    [TestCase("120 (busy);duration=60", ExpectedResult = 120u)]
    [TestCase("99999999999999999999", ExpectedResult = uint.MaxValue, Description = "RFC 4475 §3.1.2.4")]
    [TestCase("soon", ExpectedResult = null)]
    public uint? Numbers(string text)
    {
        var message = Wire.Parse(Wire.Invite.Replace("Contact", $"Retry-After: {text}\nContact", StringComparison.Ordinal));
        return message.TryGetNumber(HeaderId.RetryAfter, out var number) ? number : null;
    }

    [Test]
    public void Every_header_is_found_by_its_name_in_any_case_and_by_its_compact_form()
    {
        foreach (var id in Enum.GetValues<HeaderId>().Skip(1))
        {
            var name = HeaderNames.Name(id);
            Assert.That((HeaderNames.Find(name), HeaderNames.Find(name.ToUpperInvariant()), HeaderNames.Find(name.ToLowerInvariant())), Is.EqualTo((id, id, id)), name);
            Assert.That(HeaderNames.Find(name + "x"), Is.EqualTo(HeaderId.Unknown));
        }

        const string Compact = "abcdefijklmorstuvxy";
        Assert.That(Compact.Select(letter => HeaderNames.Find(letter.ToString())), Has.None.EqualTo(HeaderId.Unknown).And.Unique);
        Assert.That(new[] { "", "g", "1", "[" }.Select(HeaderNames.Find), Is.All.EqualTo(HeaderId.Unknown));
    }
}
