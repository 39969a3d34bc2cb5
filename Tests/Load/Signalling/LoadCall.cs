using System.Diagnostics;
using System.Text;
using ImsConference.Sip.Messages;

namespace ImsConference.Tests.Load.Signalling;

/// <summary>One call of the load, from its INVITE to the answer to its BYE.</summary>
/// <param name="number">Which.</param>
/// <param name="reserves">With 100rel and preconditions, and a subscription to the roster; else a plain call.</param>
/// <param name="texts">What it says.</param>
/// <param name="send">Sends a message.</param>
internal sealed class LoadCall(int number, bool reserves, CallTexts texts, Action<string> send)
{
    private long _invited;
    private uint _cseq = 1;
    private uint _rseq;
    private bool _byeSent;

    public int Number => number;

    public string CallId { get; } = $"{number}.load";

    /// <summary>What the first INVITE was for.</summary>
    public string FirstTarget { get; private set; } = "";

    /// <summary>Request-URI of the next request.</summary>
    public string Target { get; private set; } = "";

    public string ToTag { get; private set; } = "";

    /// <summary>From INVITE to 200, ms; 0 before that.</summary>
    public double AnsweredMs { get; private set; }

    /// <summary>The 200 is there and acknowledged.</summary>
    public bool IsUp => AnsweredMs > 0;

    /// <summary>Its BYE is answered.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Why it came to nothing; null while it goes well.</summary>
    public string? Failure { get; private set; }

    /// <summary>CSeq number of the next request; ACK and CANCEL keep that of the INVITE.</summary>
    public uint CSeqFor(string method) => method is "INVITE" or "ACK" ? 1 : ++_cseq;

    public void Invite(string uri)
    {
        Target = FirstTarget = uri;
        _invited = Stopwatch.GetTimestamp();
        send(texts.Invite(this, reserves));
    }

    public void Bye()
    {
        _byeSent = true;
        send(texts.Bye(this));
    }

    /// <summary>Takes a response to one of its requests and goes on.</summary>
    public void Take(SipMessage response)
    {
        if (response.StatusCode == 100 || IsOver) return;
        if (response.StatusCode >= 300)
        {
            Failure = $"{Encoding.ASCII.GetString(response.MethodName)} was answered {response.Label}";
            IsOver = true;
            return;
        }

        switch (response.Method)
        {
            case SipMethod.Invite when response.StatusCode < 200:
                Learn(response);
                if (response.TryGetNumber(HeaderId.RSeq, out var rseq) && rseq != _rseq) send(texts.Prack(this, _rseq = rseq));
                break;
            case SipMethod.Prack:
                send(texts.Update(this));
                break;
            case SipMethod.Invite:
                TakeSuccess(response);
                break;
            case SipMethod.Bye:
                IsOver = true;
                break;
        }
    }

    private void TakeSuccess(SipMessage response)
    {
        var isFirst = !IsUp;
        if (isFirst) AnsweredMs = Stopwatch.GetElapsedTime(_invited).TotalMilliseconds;
        Learn(response);
        send(texts.Ack(this));
        if (isFirst && reserves && !_byeSent) send(texts.Subscribe(this));
    }

    private void Learn(SipMessage response)
    {
        ToTag = response.ToTag;
        if (NameAddr.TryParse(response[HeaderId.Contact], out var contact)) Target = Encoding.UTF8.GetString(contact.Uri);
    }
}
