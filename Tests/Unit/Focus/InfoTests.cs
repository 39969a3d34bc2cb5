using System.Text;
using ImsConference.Protos.Mp;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sessions;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Focus;

/// <summary>Keys that participants press: told by SIP INFO, or by the MRFP.</summary>
public sealed class InfoTests
{
    [TestCase("application/dtmf-relay", "Signal=5\r\nDuration=160\r\n", "5 160")]
    [TestCase("application/dtmf-relay", "signal= * \nDURATION=99999999999", "* 250", Description = "an absurd duration is none")]
    [TestCase("Application/DTMF-Relay;charset=utf-8", "Signal=11", "# 250", Description = "event code of #")]
    [TestCase("application/dtmf-relay", "Signal=hf\r\n", "flash 250")]
    [TestCase("application/dtmf", "d\r\n", "D 250")]
    [TestCase("application/dtmf", "10", "* 250")]
    public void A_key_is_taken(string type, string body, string expected) => Assert.That(Info(type, body), Is.EqualTo((200, expected, "")));

    [TestCase("application/dtmf-relay", "Signal=17", 400, "")]
    [TestCase("application/dtmf-relay", "Duration=160", 400, "")]
    [TestCase("application/dtmf", "123", 400, "")]
    [TestCase("application/dtmf", "\r\n", 400, "")]
    [TestCase("application/media_control+xml", "<media_control/>", 415, "Accept: application/dtmf-relay, application/dtmf")]
    [TestCase("application", "5", 415, "Accept: application/dtmf-relay, application/dtmf")]
    public void Anything_else_is_refused(string type, string body, int status, string owed) => Assert.That(Info(type, body), Is.EqualTo((status, "", owed)));

    [Test]
    public void An_empty_INFO_tells_that_the_session_lives() => Assert.That(Info(null, ""), Is.EqualTo((200, "", "")));

    [Test]
    public void An_Info_Package_is_refused_with_those_we_know_which_are_none() =>
        Assert.That(Info("application/dtmf", "5", new HeaderLine("Info-Package", "x-keys")), Is.EqualTo((469, "", "Recv-Info: ")));

    [Test]
    public void What_the_MRFP_hears_goes_the_same_way()
    {
        var bench = new FocusBench();
        var session = bench.Make().Session;
        var pressed = Listen(bench);
        var termination = bench.Mrfp.Streams.Keys.Single();
        bench.Driver.Run(() => bench.Mrfp.Report(bench.Conference.Context.Current!.Id, termination, it => it.Dtmf = new Dtmf { Digit = "7", DurationMs = 90 }));
        bench.Driver.AdvanceMs(10);

        Assert.That(pressed, Is.EqualTo(["7 90"]));
        bench.EveryoneLeaves();
    }

    private static (int Status, string Pressed, string Owed) Info(string? type, string body, params HeaderLine[] headers)
    {
        var bench = new FocusBench();
        var session = bench.Make(reliable: false).Session;
        var pressed = Listen(bench);
        var outcome = bench.Await(() => session.SendAsync("INFO", type, Encoding.UTF8.GetBytes(body), headers));
        var response = bench.Network.Sent.Last(sent => sent.Message is { IsRequest: false, Method: SipMethod.Info }).Message;
        Assert.That(session.HasEnded, Is.False, "the call goes on whatever the INFO was");
        bench.EveryoneLeaves();

        var owed = ((string[])["Accept", "Recv-Info"]).Where(name => response.Bytes.Span.IndexOf(Encoding.ASCII.GetBytes($"\r\n{name}:")) >= 0)
            .Select(name => $"{name}: {FocusBench.List(response, name)}");
        return (outcome.Status, string.Join(',', pressed), string.Join('\n', owed));
    }

    private static List<string> Listen(FocusBench bench)
    {
        var pressed = new List<string>();
        bench.Focus.Keys.Pressed += (participant, press) =>
        {
            Assert.That(participant, Is.SameAs(bench.Conference.Participants.Single()));
            pressed.Add($"{press.Key} {press.DurationMs}");
        };
        return pressed;
    }
}
