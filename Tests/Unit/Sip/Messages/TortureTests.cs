using ImsConference.Sip.Messages;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Sip.Messages;

/// <summary>The cases of RFC 4475 in our own bytes: §3.1.1 and §3.3 what must be taken, §3.1.2 what must be refused, with a phrase that names the fault.</summary>
public sealed class TortureTests
{
    [Test(Description = "§3.1.1.1")]
    public void Folding_spaces_compact_forms_and_odd_case()
    {
        var message = Wire.Parse("""
            INVITE sip:bea@[2001:db8::9];unknownparam SIP/2.0
            TO :
             sip:bea@home2.net ;   tag    = 77aa21
            from   : "A \\ \"quoted\" name"   <sip:ana@home1.net>
              ;
              tag = 0101
            MaX-fOrWaRdS: 0068
            Call-ID:   odd.12ab@192.0.2.33
            Content-Length   : 2
            cseq: 0021
              INVITE
            v:  SIP  / 2.0
             /UDP
                192.0.2.33 : 5070;branch=z9hG4bK001
            s :
            Strange-Header:   first line
              second line
            Odd-Value: ;;,,;;,;
            Route:
             <sip:edge.home2.net;lr;x=y;x2>
            VIA:  SIP/2.0/TCP  core.home2.net  ;
              branch =  z9hG4bK002 ,
             SIP  /    2.0  / UDP  192.0.2.44   ; branch=
             z9hG4bK003
            m:"Quoted string, \"\"" <sip:ana@home1.net> ; newparam =
                  newvalue ;
              secondparam ; q = 0.33, tel:+4412345678

            ok
            """);

        Assert.That(Wire.Text(message[HeaderId.To]), Is.EqualTo("sip:bea@home2.net ;   tag    = 77aa21"));
        Assert.That((message.ToTag, message.FromTag, message.CallId, message.CSeqNumber), Is.EqualTo(("77aa21", "0101", "odd.12ab@192.0.2.33", 21u)));
        Assert.That(NameAddr.TryParse(message[HeaderId.From], out var from), Is.True);
        Assert.That(HeaderParameters.Text(from.DisplayName), Is.EqualTo("A \\ \"quoted\" name"));
        Assert.That(Vias(message), Is.EqualTo(new[] { "UDP 192.0.2.33 5070 z9hG4bK001", "TCP core.home2.net 0 z9hG4bK002", "UDP 192.0.2.44 0 z9hG4bK003" }));
        Assert.That(Wire.All(message.Values(HeaderId.Contact)), Has.Count.EqualTo(2));
        Assert.That(Wire.Text(message["Odd-Value"]), Is.EqualTo(";;,,;;,;"));
        Assert.That(Wire.Text(message["strange-header"]), Does.Match("^first line +second line$"));
        Assert.That(message.Has(HeaderId.Subject), Is.True);
        Assert.That(message[HeaderId.Subject].IsEmpty, Is.True);
        Assert.That(Wire.Text(message.Body.Span), Is.EqualTo("ok"));
        Assert.That(message.TryGetRequestUri(out var uri), Is.True);
        Assert.That(uri.Host, Is.EqualTo("[2001:db8::9]"));
    }

    [Test(Description = "§3.1.1.2: every character that a token, a user part and a quoted pair may hold")]
    public void All_that_the_grammar_allows()
    {
        var message = Wire.Parse("""
            !odd-Method0.*%T_+`'~ sip:1_odd.U~(be!so)&isn't+it$/wild?,/;;*:&it+has=1,word!*pas$wo~d_too.(no-it)@home1.net SIP/2.0
            Via: SIP/2.0/UDP host1.home1.net;branch=z9hG4bK-.!%66*_+`'~
            To: "BEL:\x5C\x07 NUL:\x5C\x00 DEL:\x5C\x7F" <sip:1_odd.U~(be!so)&isn't+it$/wild?,/;;*@home1.net>
            From: tok3n1 t0ken~` tok*n %Z-!.*_+' <sip:mundane@home1.net>;fp*rpl3.%-+`'~!="v\x5C\x09 \x5C\x5C l";tag=_tok~1'+`*%!-.
            Call-ID: word%ZK-!.*_+'@word`~)(><:\/"][?}{
            CSeq: 139122385 !odd-Method0.*%T_+`'~
            Max-Forwards: 255
            ext!-.%*+_`'~:\xE5\xA4\xA7\xE5\x81\x9C\xE9\x9B\xBB


            """);
        Assert.That(message.Method, Is.EqualTo(SipMethod.Unknown));
        Assert.That(Wire.Text(message.MethodName), Is.EqualTo("!odd-Method0.*%T_+`'~"));
        Assert.That(message.TryGetRequestUri(out var uri), Is.True);
        Assert.That((uri.User, uri.Password, uri.Host), Is.EqualTo(("1_odd.U~(be!so)&isn't+it$/wild?,/;;*", "&it+has=1,word!*pas$wo~d_too.(no-it)", "home1.net")));
        Assert.That(message.FromTag, Is.EqualTo("_tok~1'+`*%!-."));
        Assert.That(Wire.Text(message["EXT!-.%*+_`'~"]), Is.EqualTo("大停電"));
    }

    [TestCase("sip:sips%3Auser%40home1.net@home2.net", "sips:user@home1.net", "home2.net", Description = "§3.1.1.3")]
    [TestCase("sip:null-%00-null@home1.net", "null-\0-null", "home1.net", Description = "§3.1.1.4")]
    [TestCase("sip:user;par=u%40home1.net@home2.net", "user;par=u@home1.net", "home2.net", Description = "§3.1.1.9")]
    public void Escapes_in_a_request_uri(string text, string user, string host)
    {
        var message = Wire.Parse(Wire.Invite.Replace("sip:conf-factory1@home1.net SIP", $"{text} SIP", StringComparison.Ordinal));
        Assert.That(message.TryGetRequestUri(out var uri), Is.True);
        Assert.That((UriText.Unescape(uri.User), uri.Host), Is.EqualTo((user, host)));
    }

    [Test(Description = "§3.1.1.5: % in a method is a percent sign, not an escape")]
    public void Percent_in_a_method_is_no_escape() =>
        Assert.That(Wire.Parse(Wire.Invite.Replace("INVITE", "IN%56ITE", StringComparison.Ordinal)).Method, Is.EqualTo(SipMethod.Unknown));

    [Test(Description = "§3.1.1.6")]
    public void No_space_between_display_name_and_bracket()
    {
        var message = Wire.Parse(Wire.Invite.Replace("\"Alice\" <sip", "caller<sip", StringComparison.Ordinal));
        Assert.That(NameAddr.TryParse(message[HeaderId.From], out var from), Is.True);
        Assert.That(Wire.Text(from.DisplayName), Is.EqualTo("caller"));
    }

    [Test(Description = "§3.1.1.7")]
    public void Long_values_and_many_headers()
    {
        var name = string.Concat("Unknown-", new string('L', 240), "-Name");
        var vias = string.Concat(Enumerable.Range(1, 40).Select(i => $"Via: SIP/2.0/TCP hop{i}.home1.net;branch=z9hG4bK{i}\n"));
        var message = Wire.Parse(Wire.Invite
            .Replace("sip:conf-factory1@home1.net SIP", $"sip:{new string('u', 2000)}@home1.net SIP", StringComparison.Ordinal)
            .Replace("Max-Forwards", $"{vias}{name}: {new string('v', 3000)}\nMax-Forwards", StringComparison.Ordinal));
        Assert.That(message[name].Length, Is.EqualTo(3000));
        Assert.That(Wire.All(message.Values(HeaderId.Via)), Has.Count.EqualTo(41));
    }

    [Test(Description = "§3.1.1.8: what follows Content-Length in a datagram is not part of the message")]
    public void Bytes_after_the_body_are_cut_off()
    {
        var message = Wire.Parse(Wire.Invite.TrimEnd() + "\nContent-Length: 3\n\nabcINVITE sip:second@home1.net SIP/2.0\n\n");
        Assert.That(Wire.Text(message.Body.Span), Is.EqualTo("abc"));
        Assert.That(Wire.Text(message.Bytes.Span), Does.EndWith("\r\n\r\nabc"));
    }

    [Test(Description = "§3.1.1.10")]
    public void Transports_of_any_name()
    {
        var message = Wire.Parse(Wire.Invite.Replace("Max-Forwards",
            "Via: SIP/2.0/SCTP a, SIP/2.0/TLS b, SIP/2.0/UNKNOWN c.d:1\nVia: SIP/2.0/TCP e\nMax-Forwards", StringComparison.Ordinal));
        Assert.That(Vias(message).Select(via => via.Split(' ')[0]), Is.EqualTo(new[] { "UDP", "SCTP", "TLS", "UNKNOWN", "TCP" }));
    }

    [TestCase("SIP/2.0 200 = 2**3 * 5**2 \xD0\xBE", ExpectedResult = "= 2**3 * 5**2 \xD0\xBE", Description = "§3.1.1.12")]
    [TestCase("SIP/2.0 100 ", ExpectedResult = "", Description = "§3.1.1.13")]
    [TestCase("SIP/2.0 100", ExpectedResult = "", Description = "some leave the space out too")]
    public string Reason_phrases(string line) => Wire.Text(Wire.Parse(Response(line)).ReasonPhrase);

    [TestCase("nobodyKnowsThisScheme:totallyopaquecontent", Description = "§3.3.2: the core answers 416")]
    [TestCase("soap.beep://192.0.2.103:3002", Description = "§3.3.3")]
    [TestCase("tel:+1-212-555-1111;phone-context=x")]
    public void Schemes_of_any_name_are_parsed(string uri) =>
        Assert.That(Wire.Text(Wire.Parse(Wire.Invite.Replace("sip:conf-factory1@home1.net SIP", $"{uri} SIP", StringComparison.Ordinal)).RequestUriText), Is.EqualTo(uri));

    [Test(Description = "§3.3.4")]
    public void Unknown_schemes_in_headers() => Wire.Parse(Wire.Invite
        .Replace("To: <sip:conf-factory1@home1.net>", "To: isbn:2983792873", StringComparison.Ordinal)
        .Replace("<sip:alice@home1.net>", "<http://www.home1.net>", StringComparison.Ordinal));

    [Test(Description = "§3.4.1, RFC 2543: no branch, no tags, no Max-Forwards, addr-spec with parameters")]
    public void An_old_client()
    {
        var message = Wire.Parse("""
            INVITE sip:ub@home1.net SIP/2.0
            Via: SIP/2.0/UDP gw.home2.net
            From: <sip:+13035551111@ift.home2.net;user=phone>
            Record-Route: <sip:ub@home1.net;maddr=ss1.home1.net>
            To: sip:+16505552222@ss1.home2.net;user=phone
            Call-ID: 1717@ift.home2.net
            CSeq: 56 INVITE


            """);
        Assert.That((message.FromTag, message.ToTag), Is.EqualTo(("", "")));
        Assert.That(message.TryGetTopVia(out var via) && via.Branch.IsEmpty, Is.True);
    }

    [TestCase("5070;branch", "5070;;,;,,branch", "Via malformed", Description = "§3.1.2.1")]
    [TestCase("Via: SIP", "Via: ,SIP", "Via malformed", Description = "§3.1.2.1")]
    [TestCase("<sip:alice@192.0.2.7:5070>", "\"Joe\" <sip:joe@home1.net>;;;;", "Contact malformed", Description = "§3.1.2.1")]
    [TestCase("Contact", "Content-Length: 9999\nContact", "Body shorter than Content-Length", Description = "§3.1.2.2")]
    [TestCase("Contact", "Content-Length: -999\nContact", "Content-Length malformed", Description = "§3.1.2.3")]
    [TestCase("Contact", "Content-Length: 0x10\nContact", "Content-Length malformed")]
    [TestCase("314159 INVITE", "36893488147419103232 INVITE", "CSeq malformed", Description = "§3.1.2.4")]
    [TestCase("314159 INVITE", "2147483648 INVITE", "CSeq malformed", Description = "RFC 3261 §8.1.1.5")]
    [TestCase("314159 INVITE", "+1 INVITE", "CSeq malformed")]
    [TestCase("314159 INVITE", "314159INVITE", "CSeq malformed")]
    [TestCase("Max-Forwards: 70", "Max-Forwards: 300", "Max-Forwards malformed", Description = "§3.1.2.4")]
    [TestCase("To: <sip", "To: \"Mr. J. User <sip", "To malformed", Description = "§3.1.2.6")]
    [TestCase("sip:conf-factory1@home1.net SIP", "<sip:conf-factory1@home1.net> SIP", "Request-URI in angle brackets", Description = "§3.1.2.7")]
    [TestCase("sip:conf-factory1@home1.net SIP", "sip:conf-factory1@home1.net; lr SIP", "Whitespace in Request-URI", Description = "§3.1.2.8")]
    [TestCase("INVITE sip:conf-factory1@home1.net SIP", "INVITE  sip:conf-factory1@home1.net  SIP", "Extra whitespace in request line", Description = "§3.1.2.9")]
    [TestCase("net SIP/2.0", "net SIP/2.0 ", "Whitespace at end of request line", Description = "§3.1.2.10")]
    [TestCase("sip:conf-factory1@home1.net SIP", "sip:user@home1.net?Route=%3Csip:home1.net%3E SIP", "Request-URI with headers", Description = "§3.1.2.11")]
    [TestCase("Contact", "Date: Fri, 01 Jan 2010 16:00:00 EST\nContact", "Date malformed", Description = "§3.1.2.12")]
    [TestCase("<sip:alice@192.0.2.7:5070>", "sip:user@home1.net?Route=%3Csip:home1.net%3E", "Contact malformed", Description = "§3.1.2.13")]
    [TestCase("To: <sip:conf", "To: \"Watson, Thomas\" < sip:conf", "To malformed", Description = "§3.1.2.14")]
    [TestCase("\"Alice\" <", "Bell, Alexander <", "From malformed", Description = "§3.1.2.15")]
    [TestCase("net SIP/2.0", "net SIP/7.0", "Version Not Supported", Description = "§3.1.2.16")]
    [TestCase("314159 INVITE", "8 OPTIONS", "CSeq method differs from request method", Description = "§3.1.2.17")]
    [TestCase("INVITE sip", "NEWMETHOD sip", "CSeq method differs from request method", Description = "§3.1.2.18")]
    [TestCase("Call-ID: a84b4c76e66710@192.0.2.7\n", "", "Call-ID missing", Description = "§3.3.1")]
    [TestCase("To: <sip:conf-factory1@home1.net>\n", "", "To missing", Description = "§3.3.1")]
    [TestCase("From: \"Alice\" <sip:alice@home1.net>;tag=1928301774\n", "", "From missing", Description = "§3.3.1")]
    [TestCase("CSeq: 314159 INVITE\n", "", "CSeq missing")]
    [TestCase("Via: SIP/2.0/UDP 192.0.2.7:5070;branch=z9hG4bKnashds8;rport\n", "", "Via missing")]
    [TestCase("Contact", "CSeq: 314159 INVITE\nContact", "CSeq repeated", Description = "§3.3.8")]
    [TestCase("Contact", "t: <sip:other@home1.net>\nContact", "To repeated", Description = "§3.3.8")]
    [TestCase("Contact", "Content-Length: 0\nl: 0\nContact", "Content-Length repeated", Description = "§3.3.9")]
    [TestCase("Contact", "No colon here\nContact", "Header without colon or name")]
    [TestCase("Contact", "Bad name: x\nContact", "Header name malformed")]
    [TestCase("Max-Forwards: 70\n", "Max-Forwards: 70\\x0A", "Line not ended by CRLF")]
    [TestCase("Max-Forwards: 70\n", "Max-Forwards:\\x0D70\n", "Line not ended by CRLF")]
    [TestCase("192.0.2.7:5070;branch", "192.0.2.7:99999;branch", "Via malformed")]
    [TestCase("SIP/2.0/UDP 192", "SIP/3.0/UDP 192", "Via malformed")]
    [TestCase("sip:conf-factory1@home1.net SIP", "sip:@home1.net SIP", "Request-URI malformed")]
    [TestCase("sip:conf-factory1@home1.net SIP", "sip:a%4@home1.net SIP", "Request-URI malformed")]
    [TestCase("sip:conf-factory1@home1.net SIP", "sip:[2001:db8::1 SIP", "Request-URI malformed")]
    [TestCase("sip:conf-factory1@home1.net SIP", "factory SIP", "Request-URI malformed")]
    public void Refuses_and_names_the_fault(string good, string bad, string phrase)
    {
        Assert.That(Wire.Fault(ReplaceFirst(Wire.Invite, good, bad)).Phrase, Is.EqualTo(phrase));
    }

    [TestCase("SIP/2.0 4294967301 better not break the receiver", Description = "§3.1.2.19")]
    [TestCase("SIP/2.0 099 Low")]
    [TestCase("SIP/2.0 700 High")]
    [TestCase("SIP/2.0 20 Short")]
    [TestCase("SIP/2.1 200 OK")]
    public void Refuses_a_response(string line) => Wire.Fault(Response(line));

    [Test]
    public void Bounds_are_kept()
    {
        static ParseFault With(string text) => Wire.Fault(Wire.Invite.Replace("Contact", $"{text}\nContact", StringComparison.Ordinal));
        Assert.That(With($"X: {new string('x', 9000)}"), Has.Property("Phrase").EqualTo("Line too long").And.Property("Status").EqualTo(513));
        Assert.That(With(string.Join('\n', Enumerable.Range(0, 300).Select(i => $"X: {i}"))).Phrase, Is.EqualTo("Too many headers"));
        Assert.That(With(string.Join('\n', Enumerable.Range(0, 10).Select(_ => $"X: {new string('x', 8000)}"))).Status, Is.EqualTo(513));
        Assert.That(SipMessage.TryParse(new byte[70_000], out _, out var fault), Is.False);
        Assert.That(fault.Status, Is.EqualTo(513));
    }

    [Test]
    public void Cut_messages_are_refused([Random(2)] int seed)
    {
        var random = new Random(seed);
        var whole = Wire.ImsInvite();
        for (var length = 0; length < whole.Length; length += random.Next(1, 4))
            Assert.That(SipMessage.TryParse(whole.AsMemory(0, length), out _, out _), Is.False, $"seed {seed}, {length} of {whole.Length} bytes");
    }

    [Test]
    public void Flipped_messages_are_refused_or_read_but_never_throw([Random(4)] int seed)
    {
        var random = new Random(seed);
        var whole = Wire.ImsInvite();
        for (var round = 0; round < 1000; round++)
        {
            var bytes = whole.ToArray();
            for (var flips = random.Next(1, 8); flips > 0; flips--) bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            if (SipMessage.TryParse(bytes, out var message, out var fault)) ReadEverything(message);
            else Assert.That(fault.Phrase, Is.Not.Empty, $"seed {seed}, round {round}");
            MalformedRequest.TryRefuse(bytes, new ParseFault(0, "Bad Request"), out _);
        }
    }

    private static string Response(string line) => $"""
        {line}
        Via: SIP/2.0/UDP 192.0.2.198;branch=z9hG4bK1324923
        Call-ID: r.1234ksdfak3j2erwedfsASdf
        CSeq: 35 INVITE
        From: sip:user@home1.net;tag=11141343
        To: sip:user@home2.net;tag=2229


        """;

    private static string ReplaceFirst(string text, string old, string value)
    {
        var at = text.IndexOf(old, StringComparison.Ordinal);
        Assert.That(at, Is.Not.Negative, $"no {old} to replace");
        return text[..at] + value + text[(at + old.Length)..];
    }

    private static List<string> Vias(SipMessage message)
    {
        var vias = new List<string>();
        foreach (var value in message.Values(HeaderId.Via))
        {
            if (Via.TryParse(value, out var via)) vias.Add($"{Wire.Text(via.Transport)} {Wire.Text(via.Host)} {via.Port} {Wire.Text(via.Branch)}");
        }

        return vias;
    }

    private static void ReadEverything(SipMessage message)
    {
        _ = message.CallId + message.FromTag + message.ToTag + message.Label + message.CSeqNumber;
        if (message.TryGetRequestUri(out var uri)) Assert.That(uri, Is.EqualTo(SipUri.Parse(uri.ToString())));
        foreach (var id in Enum.GetValues<HeaderId>())
        {
            message.TryGetNumber(id, out _);
            foreach (var value in message.Values(id)) ReadAsAnything(value);
        }

        foreach (var field in message.Headers) Assert.That(field.ToString(), Is.Not.Empty);
    }

    private static void ReadAsAnything(ReadOnlySpan<byte> value)
    {
        if (NameAddr.TryParse(value, out var address)) address.TryGetUri(out _);
        _ = Via.TryParse(value, out _) | CSeq.TryParse(value, out _) | RAck.TryParse(value, out _) | EventHeader.TryParse(value, out _)
            | SubscriptionState.TryParse(value, out _) | SessionExpires.TryParse(value, out _) | DialogReference.TryParse(value, out _)
            | ContentType.TryParse(value, out _);
    }
}
