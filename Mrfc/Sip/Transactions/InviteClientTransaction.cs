using ImsConference.Sip.Messages;
using ImsConference.Sip.Transports;
using static ImsConference.Sip.Transactions.InviteClientTable;

namespace ImsConference.Sip.Transactions;

/// <summary>Owner of an <see cref="InviteClientTable"/>: its timers, its ACK, its CANCEL.</summary>
internal sealed class InviteClientTransaction : ClientTransaction
{
    private readonly TimerSlot _repeat;     // A
    private readonly TimerSlot _end;        // B, D or M
    private readonly TimerSlot _cancelled;
    private State _state = State.Calling;
    private TimeSpan _interval;
    private SipMessage? _ack;
    private string? _cancelReason;
    private bool _cancelAsked, _cancelSent;

    internal InviteClientTransaction(
        TransactionLayer layer, SipMessage request, Hop hop, Action<SipMessage> onResponse, Action<ClientFailure> onFailure)
        : base(layer, request, hop, onResponse, onFailure)
    {
        _repeat = new TimerSlot(layer.Loop);
        _end = new TimerSlot(layer.Loop);
        _cancelled = new TimerSlot(layer.Loop);
    }

    public override bool IsTerminated => _state == State.Terminated;

    internal override void Start()
    {
        _end.Start(Layer.Timers.Timeout, () => Feed(Input.TimerB));
        if (!IsReliable) RestartA(Layer.Timers.T1);
        Send(Request);
    }

    /// <summary>CANCEL, at once or when the first provisional response allows it (§9.1); without effect after a final response.</summary>
    internal void Cancel(string? reason)
    {
        _cancelAsked = true;
        _cancelReason = reason;
        if (_state == State.Proceeding) SendCancel();
    }

    internal override void Receive(SipMessage response)
    {
        var input = response.StatusCode switch { < 200 => Input.Got1xx, < 300 => Input.Got2xx, _ => Input.GotError };
        Feed(input, response);
        if (_state == State.Proceeding && _cancelAsked) SendCancel();
    }

    private protected override void SendFailed() => Feed(Input.SendFailed);

    private void Feed(Input input, SipMessage? response = null)
    {
        var before = _state;
        (_state, var effects) = Step(before, input);
        if (_state != before) Leave(before);
        if (effects.HasFlag(Effects.RestartA)) RestartA(2 * _interval);
        if (effects.HasFlag(Effects.StartD)) _end.Start(IsReliable ? TimeSpan.Zero : Layer.Timers.D, () => Feed(Input.TimerD));
        if (effects.HasFlag(Effects.StartM)) _end.Start(Layer.Timers.Timeout, () => Feed(Input.TimerM));
        if (_state == State.Terminated) End();
        if (effects.HasFlag(Effects.Resend)) Send(Request);
        if (effects.HasFlag(Effects.SendAck)) Send(_ack ??= Ack(response!));
        if (effects.HasFlag(Effects.Pass)) Pass(response!);
        if (effects.HasFlag(Effects.TellTimeout)) Tell(ClientFailure.TimedOut);
        if (effects.HasFlag(Effects.TellFailed)) Tell(ClientFailure.Unreachable);
    }

    private void Leave(State before)
    {
        if (before == State.Calling)
        {
            _repeat.Stop();
            _end.Stop();
        }

        if (_state != State.Proceeding) _cancelled.Stop();
    }

    private void RestartA(TimeSpan interval)
    {
        _interval = interval;
        _repeat.Start(interval, () => Feed(Input.TimerA));
    }

    private void SendCancel()
    {
        if (_cancelSent) return;
        _cancelSent = true;
        var cancel = SameBranch(SipMethod.Cancel, Request);
        if (_cancelReason is not null) cancel.Add(HeaderId.Reason, _cancelReason);
        _cancelled.Start(Layer.Timers.Timeout, () => Feed(Input.TimerCancelled));
        Layer.StartCancel(cancel.Build(), Hop);
    }

    private SipMessage Ack(SipMessage response) => SameBranch(SipMethod.Ack, response).Build();

    /// <summary>ACK to an error (§17.1.1.3) or CANCEL (§9.1): the INVITE's Via, Route, From, Call-ID, Session-ID and CSeq number.</summary>
    private SipWriter SameBranch(SipMethod method, SipMessage toFrom)
    {
        Request.TryGetRequestUri(out var uri);
        return SipWriter.Request(method, uri)
            .Add(HeaderId.Via, Request[HeaderId.Via])
            .Add(HeaderId.MaxForwards, "70")
            .Copy(Request, HeaderId.Route)
            .Copy(Request, HeaderId.From)
            .Copy(toFrom, HeaderId.To)
            .Copy(Request, HeaderId.CallId)
            .Copy(Request, HeaderId.SessionId)
            .Add(HeaderId.CSeq, $"{Request.CSeqNumber} {(method == SipMethod.Ack ? "ACK" : "CANCEL")}");
    }

    private void End()
    {
        _repeat.Stop();
        _end.Stop();
        _cancelled.Stop();
        Layer.Remove(this);
    }
}
