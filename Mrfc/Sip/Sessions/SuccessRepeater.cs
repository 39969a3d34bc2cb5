using ImsConference.Sip.Messages;
using ImsConference.Sip.Transactions;

namespace ImsConference.Sip.Sessions;

/// <summary>The 2xx of one INVITE, UAS side: repeated on every transport until its ACK (RFC 3261 §13.3.1.4).</summary>
internal sealed class SuccessRepeater
{
    private readonly TransactionLayer _layer;
    private readonly uint _cseq;
    private ServerTransaction? _transaction; // until the ACK: whoever keeps the session keeps no INVITE with it
    private SipMessage? _response;
    private readonly TimerSlot _repeat;
    private readonly TimerSlot _end;
    private readonly TaskCompletionSource<bool> _ack = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Sends the 2xx.</summary>
    internal SuccessRepeater(TransactionLayer layer, ServerTransaction transaction, SipMessage response)
    {
        _layer = layer;
        _cseq = transaction.Request.CSeqNumber;
        _transaction = transaction;
        _response = response;
        _repeat = new TimerSlot(layer.Loop);
        _end = new TimerSlot(layer.Loop);
        _end.Start(layer.Timers.Timeout, Stop);
        transaction.Respond(response);
        Repeat(layer.Timers.T1);
    }

    /// <summary>True at the ACK; false when none came within 64·T1, or the session ended first.</summary>
    internal Task<bool> Ack => _ack.Task;

    /// <summary>The 2xx bore an offer, and its ACK the answer.</summary>
    internal bool HasAnswer { get; set; }

    /// <returns>False when the ACK is for another INVITE, or a repeat.</returns>
    internal bool TryTake(SipMessage ack)
    {
        if (ack.CSeqNumber != _cseq || !_ack.TrySetResult(true)) return false;
        StopTimers();
        return true;
    }

    /// <summary>A later INVITE of the peer shows that it got the 2xx, though its ACK was lost (RFC 5407 §3.1.2).</summary>
    internal void Presume()
    {
        StopTimers();
        _ack.TrySetResult(true);
    }

    internal void Stop()
    {
        StopTimers();
        _ack.TrySetResult(false);
    }

    private void StopTimers()
    {
        _repeat.Stop();
        _end.Stop();
        _response = null;
        _transaction = null;
    }

    private void Repeat(TimeSpan interval) => _repeat.Start(interval, () =>
    {
        _transaction!.Respond(_response!);
        Repeat(_layer.Timers.Next(interval));
    });
}
