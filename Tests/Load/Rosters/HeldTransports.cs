using System.Net;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Transports;

namespace ImsConference.Tests.Load.Rosters;

/// <summary>A network that keeps what is sent until somebody looks: SIP without sockets.</summary>
internal sealed class HeldTransports : ISipTransports
{
    private static readonly IPEndPoint Local = new(IPAddress.Parse("192.0.2.1"), 5060);

    /// <summary>Requests sent since they were last taken.</summary>
    public List<(SipMessage Request, Hop Hop)> Sent { get; } = [];

    public Action<SipMessage, Hop>? Received { get; set; }

    public Action<TraceEntry>? Tap { get; set; }

    public IReadOnlyList<Hop> Listening { get; } = [new Hop(TransportProtocol.Udp, Local, Local)];

    public void Send(SipMessage message, Hop hop, Action<Exception>? failed = null)
    {
        if (message.IsRequest) Sent.Add((message, hop));
    }

    public ValueTask<IReadOnlyList<Hop>> ResolveAsync(SipUri next, CancellationToken stop = default) =>
        ValueTask.FromResult<IReadOnlyList<Hop>>([new Hop(TransportProtocol.Udp, IPEndPoint.Parse($"{next.Host}:{next.Port}"), Local)]);

    public string ViaPrefix(Hop hop) => $"SIP/2.0/UDP {Local}";

    /// <summary>Something arrives, as the bytes of a datagram.</summary>
    public void Arrive(byte[] datagram, IPEndPoint from)
    {
        if (!SipMessage.TryParse(datagram, out var message, out var fault)) throw new InvalidDataException(fault.ToString());
        Received!(message, new Hop(TransportProtocol.Udp, from, Local));
    }
}
