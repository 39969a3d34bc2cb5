using ImsConference.Sip.Messages;
using ImsConference.Sip.Transports;
using static ImsConference.Sip.Transactions.InviteServerTable;

namespace ImsConference.Sip.Transactions;

/// <summary>Owner of an <see cref="InviteServerTable"/>: its timers, its response, its hop.</summary>
internal sealed class InviteServerTransaction : ServerTransaction
{
    private readonly TimerSlot _trying;
    private readonly TimerSlot _repeat;     // G
    private readonly TimerSlot _end;        // H, I or L
    private State _state = State.Proceeding;
    private TimeSpan _interval;
    private SipMessage? _ack;

    internal InviteServerTransaction(TransactionLayer layer, TransactionKey key, SipMessage request, Hop hop)
        : base(layer, key, request, hop)
    {
        _trying = new TimerSlot(layer.Loop);
        _repeat = new TimerSlot(layer.Loop);
        _end = new TimerSlot(layer.Loop);
        _trying.Start(layer.Timers.TryingAfter, () => Respond(Response(100).Build()));
    }

    public override bool IsTerminated => _state == State.Terminated;

    internal override void Receive(SipMessage request)
    {
        if (request.Method != SipMethod.Ack)
        {
            Feed(Input.Invite);
            return;
        }

        _ack = request;
        Feed(Input.Ack);
    }

    private protected override void Answer(SipMessage response)
    {
        _trying.Stop();
        Feed(response.StatusCode switch { < 200 => Input.Send1xx, < 300 => Input.Send2xx, _ => Input.SendError }, response);
    }

    private protected override void SendFailed() => Feed(Input.SendFailed);

    private void Feed(Input input, SipMessage? response = null)
    {
        (_state, var effects) = Step(_state, input);
        if (effects.HasFlag(Effects.StartGH)) StartGH();
        if (effects.HasFlag(Effects.RestartG)) RestartG(Layer.Timers.Next(_interval));
        if (effects.HasFlag(Effects.StartI)) StartI();
        if (effects.HasFlag(Effects.StartL)) _end.Start(Layer.Timers.Timeout, () => Feed(Input.TimerL));
        if (effects.HasFlag(Effects.PassAck)) Layer.PassAck(_ack!, Hop);
        if (effects.HasFlag(Effects.TellUser)) OnFailed?.Invoke();
        if (_state == State.Terminated) End();
        if (effects.HasFlag(Effects.Send)) Send(response!);
        if (effects.HasFlag(Effects.Resend)) Resend();
    }

    private void StartGH()
    {
        _end.Start(Layer.Timers.Timeout, () => Feed(Input.TimerH));
        if (!IsReliable) RestartG(Layer.Timers.T1);
    }

    private void RestartG(TimeSpan interval)
    {
        _interval = interval;
        _repeat.Start(interval, () => Feed(Input.TimerG));
    }

    private void StartI()
    {
        _repeat.Stop();
        _end.Start(IsReliable ? TimeSpan.Zero : Layer.Timers.T4, () => Feed(Input.TimerI));
    }

    private void End()
    {
        _trying.Stop();
        _repeat.Stop();
        _end.Stop();
        Layer.Remove(this);
        Forget();
    }
}
