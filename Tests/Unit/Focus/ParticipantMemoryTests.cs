using System.Text;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Transports;
using ImsConference.Tests.Unit.Sip;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Focus;

/// <summary>What a standing participant costs: its dialog, its session, its place in the roster and on the MRFP.</summary>
[NonParallelizable]
public sealed class ParticipantMemoryTests
{
    private const int Size = 50;

    [Test]
    public void A_confirmed_dialog_with_its_participant_is_at_most_12_KiB()
    {
        var bench = new FocusBench(settings => settings with { MaxParticipants = 10 * Size });
        bench.Mrfp.MaxTerminations = 10_000;
        var ue = bench.Network.Add("192.0.2.200:5060");
        Fill(bench, ue, 0, Size);                       // tables grow, code is compiled
        var before = Settled(bench);
        Fill(bench, ue, Size, 5 * Size);
        var each = (Settled(bench) - before) / (4.0 * Size);

        TestContext.Out.WriteLine($"{each:0} bytes a participant");
        Assert.That(bench.Conferences.All.Sum(conference => conference.Participants.Count(participant => participant.IsConnected)), Is.EqualTo(5 * Size));
        Assert.That(each, Is.LessThanOrEqualTo(12 * 1024));
    }

    /// <summary>Heap after every transaction is forgotten.</summary>
    private static long Settled(FocusBench bench)
    {
        bench.Driver.AdvanceMs(40_000);
        bench.Network.Sent.Clear();
        bench.Mrfp.Commands.Clear();
        bench.Log.Forget();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    /// <summary>A UE that is text alone, and so costs nothing that would count.</summary>
    private static void Fill(FocusBench bench, MemoryNetwork.Node ue, int from, int to)
    {
        ue.Received = (message, hop) =>
        {
            if (message is not { IsRequest: false, StatusCode: 200, Method: SipMethod.Invite } || !NameAddr.TryParse(message[HeaderId.Contact], out var contact)) return;
            Send(ue, hop, $"ACK {Encoding.ASCII.GetString(contact.Uri)} SIP/2.0\r\n{Head(message.CallId, "ACK", $";tag={message.ToTag}")}Content-Length: 0\r\n\r\n");
        };
        var hop = new Hop(TransportProtocol.Udp, bench.Node.Address, ue.Address);
        for (var i = from; i < to; i++)
        {
            var call = $"call-{i}";
            var target = i % Size == 0 ? FocusBench.Factory : bench.Conferences.All.Last().Uri.Text;
            var sdp = FocusBench.Sdp(4000).Write();
            bench.Driver.Run(() => Send(ue, hop, $"""
                INVITE {target} SIP/2.0
                {Head(call, "INVITE", "")}Contact: <sip:user{i}@192.0.2.200:5060>
                Allow: INVITE, ACK, CANCEL, BYE, PRACK, UPDATE, REFER, MESSAGE, NOTIFY
                Content-Type: application/sdp
                Content-Length: {sdp.Length}


                """.ReplaceLineEndings("\r\n") + Encoding.UTF8.GetString(sdp)));
            bench.Driver.AdvanceMs(50);
        }

        string Head(string call, string method, string toTag) =>
            $"Via: SIP/2.0/UDP 192.0.2.200:5060;branch=z9hG4bK{call}{method}\r\nMax-Forwards: 70\r\nFrom: <sip:{call}@home1.net>;tag=1\r\n"
            + $"To: <{FocusBench.Factory}>{toTag}\r\nCall-ID: {call}\r\nCSeq: 1 {method}\r\n";
    }

    private static void Send(MemoryNetwork.Node ue, Hop hop, string text)
    {
        if (!SipMessage.TryParse(Encoding.ASCII.GetBytes(text), out var message, out var fault)) throw new InvalidDataException(fault.Phrase);
        ue.Send(message, hop);
    }
}
