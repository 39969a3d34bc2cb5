using System.Text;
using ImsConference.Sip.Digest;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sessions;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Sip.Sessions;

/// <summary>A peer that sends what it sent before with lines changed, doubled, swapped and dropped: no exception, and nothing is left.</summary>
public sealed class HostilePeerTests
{
    private static readonly string[] Values =
    [
        "", "0", "-1", "4294967295", "99999999999999999999", "1 1 INVITE", "2147483647 BYE", "*", "<sip:a@b>", "<sip:bob@10.0.0.2;transport=tcp>", "<tel:+1>",
        "<sips:x@y>", "a,b,c", "terminated;reason=noresource", "active;expires=0", "refer;id=7", "conference", "100rel, precondition, timer", "teleport",
        "90;refresher=uas", "1;refresher=nobody", "application/sdp", "multipart/mixed;boundary=x", "text/plain", "gzip", "uas", "\"", "<", ";;;", "\u00e9\u00ff",
        "Digest realm=\"x\", nonce=\"y\"", "SIP;cause=200;text=\"x\"", "call;to-tag=1;from-tag=2", new string('x', 7_000), "sendrecv", "qos mandatory e2e sendrecv",
        "qos none local none", "audio 0 RTP/AVP 0", "audio 65535/9 RTP/AVP 0 8 101", "IN IP4 0.0.0.0", "- 0 0 IN IP6 ::", "INVITE, BYE", "Sat, 13 Nov 2010 23:29:00 GMT",
    ];

    [Test]
    public void Changed_messages_make_no_exception([Random(6)] int seed)
    {
        var bench = new SessionBench(seed);
        Serve(bench);
        Talk(bench, leaves: true);
        Talk(bench, leaves: false);
        var random = new Random(seed);
        var sent = bench.Network.Sent.Where(s => s.From.Equals(bench.AliceNode.Address)).Select(s => Encoding.UTF8.GetString(s.Message.Bytes.Span)).ToArray();
        for (var i = 0; i < 300; i++)
        {
            var text = Changed(sent[random.Next(sent.Length)], 1_000 + i, random);
            if (!SipMessage.TryParse(Encoding.UTF8.GetBytes(text), out var message, out _)) continue;
            bench.Driver.Run(() => bench.AliceNode.Send(message, new(default, bench.BobNode.Address, bench.AliceNode.Address)));
            bench.Driver.AdvanceMs(random.Next(1_000));
        }

        bench.Driver.Run(bench.Bob.ShutdownAsync, TimeSpan.FromMinutes(5));
        bench.Driver.Advance(TimeSpan.FromMinutes(10));
        Assert.That(bench.Driver.Log.Errors.Concat(bench.Log.Errors), Is.Empty, $"seed {seed}");
        Assert.That(bench.Bob.Counts, Is.EqualTo(default(UserAgentCounts)), $"seed {seed}");
    }

    [Test]
    public void Changed_answers_make_no_exception([Random(4)] int seed)
    {
        var bench = new SessionBench(seed);
        Serve(bench);
        var random = new Random(seed);
        bench.BobNode.Rewrite = text =>
        {
            var changed = random.Next(3) > 0 ? text : Changed(text, null, random);
            return SipMessage.TryParse(Encoding.UTF8.GetBytes(changed), out _, out _) ? changed : text;
        };
        for (var call = 0; call < 10; call++) bench.Driver.Run(() => TalkOnAsync(bench.Alice), TimeSpan.FromMinutes(30));

        bench.BobNode.Rewrite = null;
        foreach (var agent in new[] { bench.Alice, bench.Bob }) bench.Driver.Run(agent.ShutdownAsync, TimeSpan.FromMinutes(5));
        bench.Driver.Advance(TimeSpan.FromMinutes(10));
        Assert.That(bench.Driver.Log.Errors.Concat(bench.Log.Errors), Is.Empty, $"seed {seed}");
        Assert.That((bench.Alice.Counts, bench.Bob.Counts), Is.EqualTo((default(UserAgentCounts), default(UserAgentCounts))), $"seed {seed}");
    }

    /// <summary>A call that goes on as far as the answers let it.</summary>
    private static async Task TalkOnAsync(UserAgent alice)
    {
        var credentials = new DigestCredentials("alice", "secret");
        var call = alice.Invite(SessionBench.ToBob with { Preconditions = PreconditionUse.Reserved, OnOffer = Answer, Credentials = credentials });
        if ((await call.Outcome).Session is not { } session) return;
        await session.ModifyAsync(SessionBench.Sdp("alice", 4002), ModifyBy.Update);
        await session.ModifyAsync(SessionBench.Sdp("alice", 4004), ModifyBy.ReInvite);
        await session.ModifyAsync(null);
        await session.Subscribe(new InDialogSubscribe { Event = "refer" }).Established;
        await session.Refer(new InDialogRefer { ReferTo = "<sip:carol@10.0.0.3>" }).Answered;
        await session.ByeAsync();
        await alice.Subscribe(new SubscribeRequest { Target = SipUri.Parse("sip:bob@10.0.0.2"), From = "<sip:alice@10.0.0.1>", Event = "refer" }).Established;
    }

    private static void Serve(SessionBench bench)
    {
        var challenger = new DigestChallenger("home1.net", bench.Driver.Time);
        bench.Bob.Use(request =>
        {
            challenger.Verify(request.Message, _ => "secret");
            switch (request.Method)
            {
                case SipMethod.Invite when request.Dialog is null:
                    if (request.TakeInvite(new() { OnOffer = Answer }) is { } invite) invite.Spawn("bob", () => AcceptAsync(invite));
                    return true;
                case SipMethod.Subscribe:
                    request.TakeSubscribe(new());
                    return true;
                case SipMethod.Refer:
                    request.TakeRefer()?.Accept();
                    return true;
                default:
                    return false;
            }
        });
    }

    private static async Task AcceptAsync(ServerInvite invite)
    {
        var isReliable = invite.CanBeReliable;
        if (isReliable && !await invite.SendReliableAsync(183, SessionBench.Sdp("bob", 5000))) return;
        if (await invite.PreconditionsMetAsync()) await invite.AcceptAsync(isReliable ? null : SessionBench.Sdp("bob", 5000));
    }

    private static Task<OfferReply> Answer(IncomingOffer _) => Task.FromResult(OfferReply.Answer(SessionBench.Sdp("bob", 5000)));

    /// <summary>A call with all that the methods have to offer, from Alice.</summary>
    private static void Talk(SessionBench bench, bool leaves)
    {
        var outcome = bench.InviteToEnd(SessionBench.ToBob with { Preconditions = PreconditionUse.Reserved, OnOffer = Answer });
        var session = outcome.Session!;
        bench.Await(() => session.ModifyAsync(SessionBench.Sdp("alice", 4002), ModifyBy.Update));
        bench.Await(() => session.ModifyAsync(SessionBench.Sdp("alice", 4004), ModifyBy.ReInvite));
        bench.Driver.Run(() => session.Subscribe(new InDialogSubscribe { Event = "refer" }));
        bench.Driver.Run(() => session.Refer(new InDialogRefer { ReferTo = "<sip:carol@10.0.0.3>" }));
        bench.Await(() => session.SendAsync("INFO"));
        bench.Driver.AdvanceMs(200);
        if (!leaves) return;
        bench.Await(() => session.ByeAsync());
        bench.Driver.Run(() => bench.Alice.Subscribe(new SubscribeRequest { Target = SipUri.Parse("sip:bob@10.0.0.2"), From = "<sip:alice@10.0.0.1>", Event = "refer" }));
        bench.Driver.AdvanceMs(200);
    }

    private static string Changed(string text, int? cseq, Random random)
    {
        var lines = text.Split("\r\n").ToList();
        for (var changes = random.Next(4); changes >= 0; changes--)
        {
            var at = random.Next(lines.Count);
            switch (random.Next(6))
            {
                case 0:
                    lines.Insert(at, lines[random.Next(lines.Count)]);
                    break;
                case 1:
                    lines.RemoveAt(at);
                    break;
                case 2:
                    lines[at] = lines[at].Replace("z9hG4bK", $"z9hG4bK{random.Next(100)}", StringComparison.Ordinal).Replace("tag=", $"tag={random.Next(2)}", StringComparison.Ordinal);
                    break;
                default:
                    var end = lines[at].IndexOfAny([':', '=']);
                    if (end >= 0) lines[at] = $"{lines[at][..(end + 1)]} {Values[random.Next(Values.Length)]}";
                    break;
            }

            if (lines.Count == 0) break;
        }

        // A fresh branch and a higher CSeq, or else most would be absorbed as repeats.
        lines.RemoveAll(line => line.StartsWith("Content-Length", StringComparison.Ordinal));
        var changed = string.Join("\r\n", lines);
        return cseq is null ? changed : changed.Replace("z9hG4bK", $"z9hG4bK{random.Next()}", StringComparison.Ordinal)
            .Replace("CSeq: ", $"CSeq: {cseq}", StringComparison.Ordinal);
    }
}
