using System.Text;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Transports;

namespace ImsConference.Sip.Transactions;

/// <summary>A request from a peer, and the answers to it.</summary>
public abstract class ServerTransaction
{
    private SipMessage? _lastResponse;

    private protected ServerTransaction(TransactionLayer layer, TransactionKey key, SipMessage request, Hop hop)
    {
        Layer = layer;
        Key = key;
        Request = request;
        Hop = hop;
        ToTag = request.ToTag.Length > 0 ? request.ToTag : layer.Tokens.Next();
    }

    public SipMessage Request { get; }

    /// <summary>How it came.</summary>
    public Hop Hop { get; }

    /// <summary>To tag of our responses: the request's own, or the one made for it.</summary>
    public string ToTag { get; }

    /// <summary>A final response was sent.</summary>
    public bool IsAnswered => LastStatus >= 200;

    /// <summary>Status of the last response; 0 before the first.</summary>
    public int LastStatus { get; private set; }

    /// <summary>Absorbs nothing any more.</summary>
    public abstract bool IsTerminated { get; }

    /// <summary>A response could not be sent, or (INVITE) the ACK to an error never came.</summary>
    public Action? OnFailed { get; set; }

    /// <summary>A CANCEL came before the final response; the CANCEL is answered already, the request is to be answered 487.</summary>
    public Action<SipMessage>? OnCancelled { get; set; }

    /// <summary>A CANCEL came before the final response.</summary>
    public bool IsCancelled { get; private set; }

    /// <summary>The same request came by another way and is being answered (§8.2.2.2): 482.</summary>
    public bool IsMerged { get; internal set; }

    /// <summary>Parameters that the topmost Via of every response gets, from the semicolon on; usually none.</summary>
    public string ViaParameters { get; set; } = "";

    /// <summary>What every response but a 100 bears; null: nothing.</summary>
    public Correlation? Correlation { get; set; }

    internal TransactionKey Key { get; }

    private protected TransactionLayer Layer { get; }

    /// <summary>The transport repeats by itself, so we do not.</summary>
    private protected bool IsReliable => Hop.Protocol != TransportProtocol.Udp;

    /// <summary>Starts a response: Via, From, To with our tag, Call-ID, CSeq and Record-Route are in it, and what <see cref="Correlation"/> adds.</summary>
    public SipWriter Response(int status, string? reason = null)
    {
        var writer = SipWriter.Response(Request, status, reason);
        if (status == 100) return writer;
        if (Request.ToTag.Length == 0) writer.ToTag(ToTag);
        Correlation?.AddTo(writer);
        return writer;
    }

    /// <summary>Sends a response. One after the final one is ignored, save the repeats of a 2xx to INVITE.</summary>
    public void Respond(SipMessage response)
    {
        if (IsTerminated) return;
        if (IsAnswered && response.StatusCode / 100 != LastStatus / 100) return;
        Answer(ViaParameters.Length == 0 ? response : response.WithReplacedTopVia(Encoding.UTF8.GetString(response[HeaderId.Via]) + ViaParameters));
    }

    /// <summary>Its CANCEL came.</summary>
    internal void Cancel(SipMessage cancel)
    {
        IsCancelled = true;
        OnCancelled?.Invoke(cancel);
    }

    /// <summary>The same request came again, or, to an INVITE, its ACK.</summary>
    internal abstract void Receive(SipMessage request);

    private protected abstract void Answer(SipMessage response);

    private protected void Send(SipMessage response)
    {
        _lastResponse = response;
        LastStatus = response.StatusCode;
        if (IsAnswered) OnCancelled = null;   // it lingers for 32 s, and would hold a session that has long ended
        Resend();
    }

    /// <summary>Nothing is repeated any more: whoever still holds the transaction holds no response with it.</summary>
    private protected void Forget() => _lastResponse = null;

    private protected void Resend()
    {
        if (_lastResponse is not null) Layer.Transports.Send(_lastResponse, Hop, _ => SendFailed());
    }

    private protected abstract void SendFailed();
}
