using System.Net;
using System.Text;
using ImsConference.Mrfc.Console;
using ImsConference.Mrfc.Focus;
using ImsConference.Mrfc.Media;
using ImsConference.Protos.Mp;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Transports;
using NUnit.Framework;
using LiveLadder = ImsConference.Mrfc.Console.Ladder;

namespace ImsConference.Tests.Unit.Console;

/// <summary>The live ladder: everything in order, kept for a while, told to whoever watches.</summary>
public sealed class LadderTests
{
    private const string Token = "abcdefghijklmnopqrstuvwxyz";
    private static readonly DateTimeOffset Now = new ManualTime().GetUtcNow();

    [Test, CancelAfter(10_000)]
    public async Task Steps_come_in_order_with_their_conference(CancellationToken stop)
    {
        var ladder = NewLadder(10);
        ladder.Add(Sip($"INVITE sip:conf-{Token}@mrfc1.conference.home1.net SIP/2.0"));
        var command = new AddContextRequest { ContextId = $"{Token}.2", Owner = "mrfc1" };
        ladder.Add(new MpTrace(Now, "mrfc", "mrfp:7070", "Mp AddContext", command, command));
        ladder.Close();

        var steps = await Take(ladder, 0, 2, stop);
        Assert.That(steps.Select(step => (step.Seq, step.Kind, step.From, step.To, step.Conference)), Is.EqualTo(new[]
        {
            (1L, "sip", "192.0.2.7:5060", "mrfc", Token),
            (2L, "mp", "mrfc", "mrfp:7070", Token),
        }));
        Assert.That(steps[0].CallId, Is.EqualTo("c1"));
        Assert.That(steps[1].Text, Is.EqualTo($"{{ \"contextId\": \"{Token}.2\", \"owner\": \"mrfc1\" }}"));
        Assert.That(steps[1].Label, Is.EqualTo($"Mp AddContext ctx={Token}.2 owner=mrfc1"));
    }

    [Test, CancelAfter(10_000)]
    public async Task What_may_be_a_PIN_is_not_in_it(CancellationToken stop)
    {
        var ladder = NewLadder(10);
        ladder.Add(new MpTrace(Now, "mrfp:7070", "mrfc", "Mp DigitsCollected", null, new Event { DigitsCollected = new DigitsCollected { CollectionId = "d", Digits = "8642" } }));
        ladder.Add(new MpTrace(Now, "mrfc", "mrfp:7070", "Mp PressKey", null, new PressKeyRequest { Key = "7", PressId = "i" }));
        var stream = new StreamDescriptor { StreamId = 1, SrtpSend = new SrtpKey { Suite = "AES_CM_128_HMAC_SHA1_80", Key = Google.Protobuf.ByteString.CopyFromUtf8("secret") } };
        ladder.Add(new MpTrace(Now, "mrfc", "mrfp:7070", "Mp AddTermination", null, new AddTerminationRequest { Streams = { stream } }));
        ladder.Add(Sip($"INFO sip:conf-{Token}@mrfc1.conference.home1.net SIP/2.0", "Signal=5") with { HidesBody = true });
        ladder.Close();

        var steps = await Take(ladder, 0, 4, stop);
        Assert.That(steps[0].Text, Is.EqualTo("{ \"digitsCollected\": { \"collectionId\": \"d\", \"digits\": \"[withheld]\" } }"));
        Assert.That(steps[1].Text, Is.EqualTo("{ \"key\": \"[withheld]\", \"pressId\": \"i\" }"));
        Assert.That(steps[2].Text, Does.Contain("AES_CM_128").And.Not.Contain("key\":"));
        Assert.That(steps[3].Text, Does.StartWith("INFO ").And.EndWith("\r\n\r\n[withheld]"));
        Assert.That(stream.SrtpSend.Key.IsEmpty, Is.False, "the message itself is whole");
    }

    [TestCase(0L, ExpectedResult = "3 4 5", Description = "what is kept")]
    [TestCase(4L, ExpectedResult = "5", Description = "after what was seen")]
    [TestCase(null, ExpectedResult = "")]
    public async Task<string> Only_the_last_are_kept(long? after)
    {
        var ladder = NewLadder(3);
        for (var i = 0; i < 5; i++) ladder.Add(Sip("OPTIONS sip:mrfc SIP/2.0"));
        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var expected = after is null ? 0 : after == 0 ? 3 : 1;
        return string.Join(' ', (await Take(ladder, after, expected, enough.Token)).Select(step => step.Seq));
    }

    [Test, CancelAfter(10_000)]
    public async Task A_watcher_hears_what_comes(CancellationToken stop)
    {
        var ladder = NewLadder(0);
        await using var watch = ladder.WatchAsync(null, stop).GetAsyncEnumerator(stop);
        var next = watch.MoveNextAsync();
        ladder.Add(Sip("OPTIONS sip:mrfc SIP/2.0"));
        Assert.That(await next, Is.True);
        Assert.That(watch.Current.Label, Does.StartWith("OPTIONS"));
        var end = watch.MoveNextAsync();
        ladder.Close();
        Assert.That(await end, Is.False);
    }

    private static LiveLadder NewLadder(int kept)
    {
        Assert.That(ConferenceUriTemplate.TryParse(new FocusOptions(), out var template, out var fault), fault);
        return new LiveLadder(kept, template);
    }

    private static TraceEntry Sip(string startLine, string body = "")
    {
        var text = $"{startLine}\r\nVia: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK1\r\nMax-Forwards: 70\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\n"
            + $"Call-ID: c1\r\nCSeq: 1 {startLine.Split(' ')[0]}\r\nContent-Length: {body.Length}\r\n\r\n{body}";
        Assert.That(SipMessage.TryParse(Encoding.ASCII.GetBytes(text), out var message, out var fault), $"{fault}");
        var hop = new Hop(TransportProtocol.Udp, IPEndPoint.Parse("192.0.2.7:5060"), IPEndPoint.Parse("192.0.2.1:5060"));
        return new TraceEntry(Now, false, hop, message);
    }

    private static async Task<List<LadderStep>> Take(LiveLadder ladder, long? after, int count, CancellationToken stop)
    {
        var steps = new List<LadderStep>();
        if (count == 0) return steps;
        await foreach (var step in ladder.WatchAsync(after, stop))
        {
            steps.Add(step);
            if (steps.Count == count) break;
        }

        return steps;
    }
}
