using System.Net;
using System.Text;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Transports;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Sip.Messages;

public sealed class SipWriterTests
{
    [Test]
    public void An_answer_may_be_larger_than_what_it_answers()
    {
        var vias = string.Concat(Enumerable.Range(0, 180).Select(i => $"Via: SIP/2.0/UDP proxy{i}.home1.net;branch=z9hG4bK{new string('x', 80)}{i}\n"));
        var request = Wire.Parse(Wire.Invite.Replace("Via:", $"{vias}Require: {new string('y', 8_000)}\nVia:", StringComparison.Ordinal));
        var noted = TopVia.NoteSource(request, IPEndPoint.Parse("192.0.2.99:65535"));
        var response = SipWriter.Response(noted, 420).Add(HeaderId.Unsupported, new string('y', 20_000)).ToTag("a").Build();

        Assert.That(response.Bytes.Length, Is.GreaterThan(MessageLimits.Default.HeaderBytes));
    }

    [Test]
    public void A_request_is_exactly_these_bytes()
    {
        var request = SipWriter.Request(SipMethod.Subscribe, SipUri.Parse("sip:conf-1@home1.net?Subject=left-out"))
            .Add(HeaderId.Via, "SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK1")
            .Add(HeaderId.From, "\"Zoë\" <sip:zoe@home1.net>;tag=1")
            .Add(HeaderId.To, "<sip:conf-1@home1.net>")
            .Add(HeaderId.CallId, "c1")
            .Add(HeaderId.CSeq, "1 SUBSCRIBE")
            .Add("o", "conference")
            .Add("X-Own", "kept")
            .Add(HeaderId.Expires, 3600)
            .Body("text/plain", "hi"u8.ToArray())
            .Build();
        Assert.That(request.Bytes.ToArray(), Is.EqualTo(Wire.Bytes("""
            SUBSCRIBE sip:conf-1@home1.net SIP/2.0
            Via: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK1
            From: "Zoë" <sip:zoe@home1.net>;tag=1
            To: <sip:conf-1@home1.net>
            Call-ID: c1
            CSeq: 1 SUBSCRIBE
            Event: conference
            X-Own: kept
            Expires: 3600
            Content-Type: text/plain
            Max-Forwards: 70
            Content-Length: 2

            hi
            """)));
        Assert.That((request.Method, request.Label, Wire.Text(request.Body.Span)), Is.EqualTo((SipMethod.Subscribe, "SUBSCRIBE", "hi")));
    }

    [TestCase(100, true, false, ExpectedResult = "SIP/2.0 100 Trying")]
    [TestCase(183, false, true, ExpectedResult = "SIP/2.0 183 Session Progress")]
    [TestCase(200, false, true, ExpectedResult = "SIP/2.0 200 OK")]
    [TestCase(486, false, false, ExpectedResult = "SIP/2.0 486 Busy Here")]
    [TestCase(499, false, false, ExpectedResult = "SIP/2.0 499 Bad Request")]
    public string A_response_copies_what_it_must(int status, bool hasTimestamp, bool hasRecordRoute)
    {
        var request = Wire.Parse(Wire.Invite.Replace("Contact",
            "Via: SIP/2.0/TCP b, SIP/2.0/UDP c\nRecord-Route: <sip:p2;lr>,<sip:p1;lr>\nTimestamp: 54\nContact", StringComparison.Ordinal));
        var response = SipWriter.Response(request, status).ToTag("f1").Build();

        Assert.That(Wire.All(response.Values(HeaderId.Via)), Is.EqualTo(Wire.All(request.Values(HeaderId.Via))));
        Assert.That((response.Has(HeaderId.Timestamp), response.Has(HeaderId.RecordRoute)), Is.EqualTo((hasTimestamp, hasRecordRoute)));
        Assert.That((response.CallId, response.FromTag, response.ToTag, response.CSeqNumber, response.Method),
            Is.EqualTo((request.CallId, request.FromTag, "f1", 314159u, SipMethod.Invite)));
        Assert.That(response.Has(HeaderId.MaxForwards), Is.False);
        return Wire.Text(response.Bytes.Span).Split("\r\n")[0];
    }

    [Test]
    public void A_tag_that_is_there_stays()
    {
        var request = Wire.Parse(Wire.Invite.Replace("To: <sip:conf-factory1@home1.net>", "To: <sip:conf-factory1@home1.net>;x;tag=old", StringComparison.Ordinal));
        var response = SipWriter.Response(request, 200, "Fine").ToTag("new").Add(HeaderId.Server, "s").Build();
        Assert.That((response.ToTag, Wire.Text(response.ReasonPhrase)), Is.EqualTo(("old", "Fine")));
    }

    [TestCase("a\r\nEvil: 1")]
    [TestCase("a\nEvil: 1")]
    [TestCase("a\rb")]
    public void Nobody_writes_a_line_of_its_own(string text)
    {
        var request = Wire.Parse(Wire.Invite);
        var writer = SipWriter.Response(request, 200);
        Assert.That(() => writer.Add(HeaderId.Subject, text), Throws.ArgumentException);
        Assert.That(() => writer.Add(HeaderId.Subject, Encoding.UTF8.GetBytes(text)), Throws.ArgumentException);
        Assert.That(() => writer.Add("X-Own", text), Throws.ArgumentException);
        Assert.That(() => writer.Add(text, "x"), Throws.ArgumentException);
        Assert.That(() => writer.ToTag(text), Throws.ArgumentException);
        Assert.That(() => writer.Body(text, default), Throws.ArgumentException);
        Assert.That(() => SipWriter.Response(request, 200, text), Throws.ArgumentException);
        Assert.That(() => SipWriter.Request(text, SipUri.Parse("sip:h")), Throws.ArgumentException);
        Assert.That(() => request.WithTopVia(text), Throws.ArgumentException);
        Assert.That(() => request.WithReplacedTopVia(text), Throws.ArgumentException);
    }

    [Test]
    public void A_message_that_lacks_something_is_not_built() =>
        Assert.That(() => SipWriter.Request(SipMethod.Bye, SipUri.Parse("sip:h")).Add(HeaderId.CallId, "1").Build(),
            Throws.InvalidOperationException.With.Message.StartsWith("From missing"));

    [Test]
    public void Vias_are_put_on_top_and_replaced_in_their_place()
    {
        var request = Wire.Parse(Wire.Invite.Replace(";rport", ";rport , SIP/2.0/UDP second", StringComparison.Ordinal));
        var pushed = request.WithTopVia("SIP/2.0/TCP top;branch=z9hG4bKt");
        Assert.That(Wire.All(pushed.Values(HeaderId.Via)), Is.EqualTo(new[]
        {
            "SIP/2.0/TCP top;branch=z9hG4bKt", "SIP/2.0/UDP 192.0.2.7:5070;branch=z9hG4bKnashds8;rport", "SIP/2.0/UDP second",
        }));

        var replaced = request.WithReplacedTopVia("SIP/2.0/UDP other");
        Assert.That(Wire.All(replaced.Values(HeaderId.Via)), Is.EqualTo(new[] { "SIP/2.0/UDP other", "SIP/2.0/UDP second" }));
        Assert.That(Wire.All(request.Values(HeaderId.Via)), Has.Count.EqualTo(2), "the message itself stays as it was");
        Assert.That(Wire.Text(replaced.Bytes.Span), Does.EndWith(Wire.Text(request.Bytes.Span)[^100..]));
    }

    [Test]
    public void What_was_written_is_read_again([Random(5)] int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 100; round++)
        {
            var headers = Enumerable.Range(0, random.Next(60)).Select(i => (Name: $"X-{i}", Value: Text(random))).ToList();
            var body = new byte[random.Next(3000)];
            random.NextBytes(body);
            var method = $"M{random.Next(99)}";
            var writer = SipWriter.Request(method, SipUri.Parse($"sip:u{random.Next()}@h{random.Next()}:{random.Next(1, 65536)}"))
                .Add(HeaderId.From, $"{HeaderParameters.Quote(Text(random))} <sip:a@h>;tag=f{round}").Add(HeaderId.To, "<sip:b@h>");
            foreach (var (name, value) in headers) writer.Add(name, value);
            writer.Add(HeaderId.CallId, $"c{seed}").Add(HeaderId.CSeq, $"{random.Next()} {method}");
            var built = writer.Body("application/octet-stream", body).Build().WithTopVia("SIP/2.0/UDP h;branch=z9hG4bK1");

            Assert.That(SipMessage.TryParse(built.Bytes, out var read, out var fault), Is.True, $"seed {seed}, round {round}: {fault}");
            Assert.That(read.Body.ToArray(), Is.EqualTo(body));
            foreach (var (name, value) in headers) Assert.That(Wire.Text(read[name]), Is.EqualTo(value.Trim(' ', '\t')), $"seed {seed}, round {round}");
            Assert.That(read.FromTag, Is.EqualTo($"f{round}"));
        }
    }

    private static string Text(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => (char)random.Next(' ', 0x17F)).Where(c => c is < '\x7F' or > '\x9F'));
}
