using System.Net;
using System.Text;
using ImsConference.Sip.Loop;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Transports;

namespace ImsConference.Tests.Unit.Sip;

/// <summary>A network in memory: nodes at addresses, 10 ms apart, messages as bytes. UDP may lose, double and delay them; TCP keeps them.</summary>
internal sealed class MemoryNetwork(SignallingLoop loop)
{
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(10);

    private readonly Dictionary<IPEndPoint, Node> _nodes = [];

    /// <summary>Every message sent, with what became of it.</summary>
    internal List<(IPEndPoint From, IPEndPoint To, SipMessage Message)> Sent { get; } = [];

    /// <summary>How often, and how much later than usual, a UDP message arrives; none: lost. Null: once, at once.</summary>
    internal Func<IPEndPoint, SipMessage, TimeSpan[]>? Fate { get; set; }

    /// <summary>Messages that are under way.</summary>
    internal int UnderWay { get; private set; }

    internal Node Add(string address)
    {
        var node = new Node(this, IPEndPoint.Parse(address));
        _nodes.Add(node.Address, node);
        return node;
    }

    internal void Remove(Node node) => _nodes.Remove(node.Address);

    private void Send(Node from, SipMessage message, Hop hop, Action<Exception>? failed)
    {
        Sent.Add((from.Address, hop.Remote, message));
        if (hop.Protocol != TransportProtocol.Udp && !_nodes.ContainsKey(hop.Remote))
        {
            loop.Post(() => failed?.Invoke(new IOException("refused")));
            return;
        }

        var arrivals = hop.Protocol == TransportProtocol.Udp && Fate is { } fate ? fate(from.Address, message) : [TimeSpan.Zero];
        foreach (var later in arrivals)
        {
            UnderWay++;
            loop.Schedule(Delay + later, () => Arrive(from, message, hop));
        }
    }

    private void Arrive(Node from, SipMessage message, Hop hop)
    {
        UnderWay--;
        if (!_nodes.TryGetValue(hop.Remote, out var node)) return;
        if (!SipMessage.TryParse(message.Bytes, out var parsed, out var fault)) throw new InvalidDataException(fault.ToString());
        node.Received?.Invoke(parsed, new Hop(hop.Protocol, from.Address, node.Address));
    }

    /// <summary>One node's transports.</summary>
    internal sealed class Node(MemoryNetwork network, IPEndPoint address) : ISipTransports
    {
        internal IPEndPoint Address { get; } = address;

        /// <summary>Addresses that host names stand for, best first.</summary>
        internal Dictionary<string, string[]> Names { get; } = [];

        /// <summary>UDP, unless a test says otherwise.</summary>
        internal TransportProtocol Protocol { get; set; }

        public Action<SipMessage, Hop>? Received { get; set; }

        public Action<TraceEntry>? Tap { get; set; }

        public IReadOnlyList<Hop> Listening => [new Hop(Protocol, Address, Address)];

        /// <summary>Changes the text of what it sends, keeping its length; null: nothing.</summary>
        internal Func<string, string>? Rewrite { get; set; }

        public void Send(SipMessage message, Hop hop, Action<Exception>? failed = null) => network.Send(this, Rewritten(message), hop, failed);

        public ValueTask<IReadOnlyList<Hop>> ResolveAsync(SipUri next, CancellationToken stop = default)
        {
            var addresses = Names.GetValueOrDefault(next.Host, [$"{next.Host}:{(next.Port == 0 ? 5060 : next.Port)}"]);
            IReadOnlyList<Hop> hops = [.. addresses.Where(a => IPEndPoint.TryParse(a, out _)).Select(a => new Hop(Protocol, IPEndPoint.Parse(a), Address))];
            return ValueTask.FromResult(hops);
        }

        private SipMessage Rewritten(SipMessage message)
        {
            if (Rewrite is null) return message;
            var text = Encoding.UTF8.GetBytes(Rewrite(Encoding.UTF8.GetString(message.Bytes.Span)));
            return SipMessage.TryParse(text, out var rewritten, out var fault) ? rewritten : throw new InvalidDataException(fault.ToString());
        }

        public string ViaPrefix(Hop hop) => $"SIP/2.0/{hop.Protocol.ToString().ToUpperInvariant()} {Address}";
    }
}
