using System.Text;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Transactions;
using ImsConference.Sip.Transports;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Sip.Transactions;

/// <summary>One transaction layer against a peer that a test plays by hand.</summary>
internal sealed class TransactionBench
{
    private readonly DateTimeOffset _start;

    internal TransactionBench(TransactionLimits? limits = null)
    {
        Network = new MemoryNetwork(Driver.Loop);
        Node = Network.Add("10.0.0.1:5060");
        Peer = Network.Add("10.0.0.2:5060");
        Peer.Received = (message, _) => Heard.Add((Now, message));
        Layer = new TransactionLayer(Driver.Loop, Node, new SipTimers(), limits ?? new(), new TokenSource(new Random(1)), NullLogger.Instance)
        {
            OnRequest = Requests.Add,
            OnAck = (ack, _) => Acks.Add(ack),
        };
        _start = Driver.Time.GetUtcNow();
    }

    internal LoopDriver Driver { get; } = new();

    internal MemoryNetwork Network { get; }

    internal MemoryNetwork.Node Node { get; }

    internal MemoryNetwork.Node Peer { get; }

    internal TransactionLayer Layer { get; }

    /// <summary>What the TU was given.</summary>
    internal List<ServerTransaction> Requests { get; } = [];

    internal List<SipMessage> Acks { get; } = [];

    /// <summary>What the peer received, and when, ms after the start.</summary>
    internal List<(int AtMs, SipMessage Message)> Heard { get; } = [];

    internal List<int> Statuses { get; } = [];

    internal List<ClientFailure> Failures { get; } = [];

    internal Hop ToPeer => new(Node.Protocol, Peer.Address, Node.Address);

    private int Now => (int)(Driver.Time.GetUtcNow() - _start).TotalMilliseconds;

    /// <summary>The peer sends a request.</summary>
    internal void Inject(string method, string branch = "z9hG4bKone", uint cseq = 1, string toTag = "", string callId = "call",
        string contact = "Contact: <sip:peer@10.0.0.2>\r\n", string headers = "")
    {
        var text = $"{method} sip:us@10.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.2:5060;branch={branch}\r\nMax-Forwards: 70\r\n"
            + $"From: <sip:peer@10.0.0.2>;tag=peer\r\nTo: <sip:us@10.0.0.1>{(toTag.Length > 0 ? ";tag=" + toTag : "")}\r\nCall-ID: {callId}\r\n"
            + $"CSeq: {cseq} {method}\r\n{contact}{headers}Content-Length: 0\r\n\r\n";
        FromPeer(text);
    }

    /// <summary>The peer answers what it heard last of a method.</summary>
    internal void Answer(string method, int status, string toTag = "theirs")
    {
        var request = Heard.Last(h => h.Message.IsRequest && Encoding.ASCII.GetString(h.Message.MethodName) == method).Message;
        var response = SipWriter.Response(request, status);
        FromPeer(Encoding.UTF8.GetString((status == 100 ? response : response.ToTag(toTag)).Build().Bytes.Span));
    }

    internal ClientTransaction? Send(SipMethod method, string host = "10.0.0.2") => Driver.Run(() =>
    {
        var uri = SipUri.Parse($"sip:peer@{host}");
        var name = SipMethods.Name(method);
        var request = SipWriter.Request(method, uri).Add(HeaderId.MaxForwards, "70").Add(HeaderId.From, "<sip:us@10.0.0.1>;tag=us")
            .Add(HeaderId.To, "<sip:peer@10.0.0.2>").Add(HeaderId.CallId, "ours").Add(HeaderId.CSeq, $"1 {name}").Build();
        return Layer.Send(request, ToPeer, r => Statuses.Add(r.StatusCode), Failures.Add);
    });

    internal int[] TimesOf(string method) =>
        [.. Heard.Where(h => h.Message.IsRequest && Encoding.ASCII.GetString(h.Message.MethodName) == method).Select(h => h.AtMs)];

    internal int[] TimesOf(int status) => [.. Heard.Where(h => h.Message.StatusCode == status).Select(h => h.AtMs)];

    /// <summary>After the longest timer nothing is left.</summary>
    internal void AssertNothingLeft()
    {
        Driver.Advance(TimeSpan.FromMinutes(2));
        Assert.That((Layer.ServerTransactions, Layer.ClientTransactions), Is.EqualTo((0, 0)));
        Driver.AssertClean();
    }

    private void FromPeer(string text)
    {
        if (!SipMessage.TryParse(Encoding.UTF8.GetBytes(text), out var message, out var fault)) throw new InvalidDataException(fault.ToString());
        Driver.Run(() => Peer.Send(message, new Hop(Node.Protocol, Node.Address, Peer.Address)));
        Driver.AdvanceMs(10);
    }
}
