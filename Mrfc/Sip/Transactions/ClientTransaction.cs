using ImsConference.Sip.Messages;
using ImsConference.Sip.Transports;

namespace ImsConference.Sip.Transactions;

/// <summary>A request of ours on one hop, repeated as the transport needs, and its responses.</summary>
public abstract class ClientTransaction
{
    private readonly Action<SipMessage> _onResponse;
    private readonly Action<ClientFailure> _onFailure;

    private protected ClientTransaction(
        TransactionLayer layer, SipMessage request, Hop hop, Action<SipMessage> onResponse, Action<ClientFailure> onFailure)
    {
        Layer = layer;
        Request = request;
        Hop = hop;
        Key = TransactionKey.OfClient(request);
        _onResponse = onResponse;
        _onFailure = onFailure;
    }

    /// <summary>As sent, with its Via.</summary>
    public SipMessage Request { get; }

    public Hop Hop { get; }

    public abstract bool IsTerminated { get; }

    internal TransactionKey Key { get; }

    private protected TransactionLayer Layer { get; }

    /// <summary>The transport repeats by itself, so we do not.</summary>
    /// <remarks>A request that goes by TCP for its size only may yet leave by UDP; repeating it does no harm on TCP.</remarks>
    private protected bool IsReliable => Hop is { Protocol: not TransportProtocol.Udp, ForSize: false };

    internal abstract void Start();

    internal abstract void Receive(SipMessage response);

    private protected void Pass(SipMessage response) => _onResponse(response);

    private protected void Tell(ClientFailure failure) => _onFailure(failure);

    private protected void Send(SipMessage message) => Layer.Transports.Send(message, Hop, _ => SendFailed());

    private protected abstract void SendFailed();
}
