using System.Text;
using ImsConference.Sip.Digest;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sessions;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Sip.Sessions;

/// <summary>401 and what follows, through the whole stack.</summary>
public sealed class DigestTests
{
    [Test]
    public void A_challenged_INVITE_is_sent_again_with_credentials()
    {
        var bench = Challenging(out var verdicts);
        var outcome = bench.InviteToEnd(SessionBench.ToBob with { Credentials = new DigestCredentials("alice", "secret") });

        Assert.That(bench.Ladder, Is.EqualTo("INVITE 401 ACK INVITE 200 ACK"));
        Assert.That(verdicts, Is.EqualTo(new[] { DigestResult.Missing, DigestResult.Accepted }));
        Assert.That(bench.Last("INVITE").CSeqNumber, Is.EqualTo(2));
        Assert.That(bench.Last("ACK").Has(HeaderId.Authorization), "§22.1: the ACK bears the INVITE's credentials");
        bench.HangUp(outcome.Session!);
    }

    [Test]
    public void A_proxy_and_the_UAS_may_both_challenge()
    {
        var bench = new SessionBench();
        var (atProxy, atUas) = (new DigestChallenger("visited1.net", bench.Driver.Time), new DigestChallenger("home1.net", bench.Driver.Time));
        bench.Bob.Use(request =>
        {
            if (!request.Message.Has(HeaderId.ProxyAuthorization))
            {
                var response = atProxy.AddChallenges(SipWriter.Response(request.Message, 401)).Build();
                request.Respond(407, null, new HeaderLine("Proxy-Authenticate", Encoding.UTF8.GetString(response[HeaderId.WwwAuthenticate])));
                return true;
            }

            if (atUas.Verify(request.Message, _ => "secret").Result == DigestResult.Accepted) return false;
            request.Challenge(atUas);
            return true;
        });
        bench.BobAccepts();
        var outcome = bench.InviteToEnd(SessionBench.ToBob with { Credentials = new DigestCredentials("alice", "secret") });

        Assert.That(bench.Ladder, Is.EqualTo("INVITE 407 ACK INVITE 401 ACK INVITE 200 ACK"));
        Assert.That(bench.Last("ACK").Has(HeaderId.Authorization) && bench.Last("ACK").Has(HeaderId.ProxyAuthorization), "§22.1: the ACK bears the INVITE's credentials");
        bench.HangUp(outcome.Session!);
    }

    [Test]
    public void A_wrong_password_is_tried_once()
    {
        var bench = Challenging(out var verdicts);
        var outcome = bench.InviteToEnd(SessionBench.ToBob with { Credentials = new DigestCredentials("alice", "guess") });

        Assert.That(outcome.Status, Is.EqualTo(401));
        Assert.That(verdicts, Is.EqualTo(new[] { DigestResult.Missing, DigestResult.Refused }));
        bench.AssertNothingLeft();
    }

    [Test]
    public void Without_credentials_the_401_is_the_outcome()
    {
        var bench = Challenging(out _);
        Assert.That(bench.InviteToEnd().Status, Is.EqualTo(401));
        bench.AssertNothingLeft();
    }

    [Test]
    public void Requests_in_the_dialog_answer_challenges_too()
    {
        var bench = Challenging(out var verdicts);
        var outcome = bench.InviteToEnd(SessionBench.ToBob with { Credentials = new DigestCredentials("alice", "secret") });
        verdicts.Clear();
        var subscription = bench.Driver.Run(() => outcome.Session!.Subscribe(new InDialogSubscribe { Event = "refer" }));
        bench.Await(() => subscription.Ended);

        Assert.That(verdicts, Is.EqualTo(new[] { DigestResult.Missing, DigestResult.Accepted }));
        bench.HangUp(outcome.Session!);
    }

    private static SessionBench Challenging(out List<DigestResult> verdicts)
    {
        var bench = new SessionBench();
        var challenger = new DigestChallenger("home1.net", bench.Driver.Time);
        var seen = verdicts = [];
        bench.Bob.Use(request =>
        {
            var verdict = challenger.Verify(request.Message, user => user == "alice" ? "secret" : null);
            seen.Add(verdict.Result);
            if (verdict.Result == DigestResult.Accepted) return false;
            request.Challenge(challenger, verdict.Result == DigestResult.Stale);
            return true;
        });
        bench.BobAccepts();
        return bench;
    }
}
