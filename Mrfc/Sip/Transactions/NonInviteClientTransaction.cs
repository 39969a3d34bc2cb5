using ImsConference.Sip.Messages;
using ImsConference.Sip.Transports;
using static ImsConference.Sip.Transactions.NonInviteClientTable;

namespace ImsConference.Sip.Transactions;

/// <summary>Owner of a <see cref="NonInviteClientTable"/> and its timers.</summary>
internal sealed class NonInviteClientTransaction : ClientTransaction
{
    private readonly TimerSlot _repeat;     // E
    private readonly TimerSlot _end;        // F, then K
    private State _state = State.Trying;
    private TimeSpan _interval;

    internal NonInviteClientTransaction(
        TransactionLayer layer, SipMessage request, Hop hop, Action<SipMessage> onResponse, Action<ClientFailure> onFailure)
        : base(layer, request, hop, onResponse, onFailure)
    {
        _repeat = new TimerSlot(layer.Loop);
        _end = new TimerSlot(layer.Loop);
    }

    public override bool IsTerminated => _state == State.Terminated;

    internal override void Start()
    {
        _end.Start(Layer.Timers.Timeout, () => Feed(Input.TimerF));
        if (!IsReliable) RestartE(Layer.Timers.T1);
        Send(Request);
    }

    internal override void Receive(SipMessage response) =>
        Feed(response.StatusCode < 200 ? Input.Got1xx : Input.GotFinal, response);

    private protected override void SendFailed() => Feed(Input.SendFailed);

    private void Feed(Input input, SipMessage? response = null)
    {
        (_state, var effects) = Step(_state, input);
        if (effects.HasFlag(Effects.RestartE)) RestartE(Layer.Timers.Next(_interval));
        if (effects.HasFlag(Effects.RestartEAtT2)) RestartE(Layer.Timers.T2);
        if (effects.HasFlag(Effects.StartK)) StartK();
        if (_state == State.Terminated) End();
        if (effects.HasFlag(Effects.Resend)) Send(Request);
        if (effects.HasFlag(Effects.Pass)) Pass(response!);
        if (effects.HasFlag(Effects.TellTimeout)) Tell(ClientFailure.TimedOut);
        if (effects.HasFlag(Effects.TellFailed)) Tell(ClientFailure.Unreachable);
    }

    private void RestartE(TimeSpan interval)
    {
        _interval = interval;
        _repeat.Start(interval, () => Feed(Input.TimerE));
    }

    private void StartK()
    {
        _repeat.Stop();
        _end.Start(IsReliable ? TimeSpan.Zero : Layer.Timers.T4, () => Feed(Input.TimerK));
    }

    private void End()
    {
        _repeat.Stop();
        _end.Stop();
        Layer.Remove(this);
    }
}
