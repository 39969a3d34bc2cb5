using System.Net;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Transports;

namespace ImsConference.Tests.Ue;

/// <summary>Transports of a UE that asks no DNS: whatever has a name is reached through its outbound proxy.</summary>
internal sealed class ProxiedTransports(ISipTransports inner, IPEndPoint proxy) : ISipTransports
{
    public Action<SipMessage, Hop>? Received
    {
        get => inner.Received;
        set => inner.Received = value;
    }

    public Action<TraceEntry>? Tap
    {
        get => inner.Tap;
        set => inner.Tap = value;
    }

    public IReadOnlyList<Hop> Listening => inner.Listening;

    public void Send(SipMessage message, Hop hop, Action<Exception>? failed = null) => inner.Send(message, hop, failed);

    public ValueTask<IReadOnlyList<Hop>> ResolveAsync(SipUri next, CancellationToken stop = default) =>
        inner.ResolveAsync(IPAddress.TryParse(next.Host.Trim('[', ']'), out _) ? next : ProxyFor(next), stop);

    public string ViaPrefix(Hop hop) => inner.ViaPrefix(hop);

    private SipUri ProxyFor(SipUri next) =>
        SipUri.Parse($"sip:{proxy}").WithParameter("transport", next.Transport.Length > 0 ? next.Transport : "udp");
}
