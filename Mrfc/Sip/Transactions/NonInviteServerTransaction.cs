using ImsConference.Sip.Messages;
using ImsConference.Sip.Transports;
using static ImsConference.Sip.Transactions.NonInviteServerTable;

namespace ImsConference.Sip.Transactions;

/// <summary>Owner of a <see cref="NonInviteServerTable"/>: its timers, its response, its hop.</summary>
internal sealed class NonInviteServerTransaction : ServerTransaction
{
    private readonly TimerSlot _trying;
    private readonly TimerSlot _end;        // the client's patience, then J
    private State _state = State.Trying;

    internal NonInviteServerTransaction(TransactionLayer layer, TransactionKey key, SipMessage request, Hop hop)
        : base(layer, key, request, hop)
    {
        _trying = new TimerSlot(layer.Loop);
        _end = new TimerSlot(layer.Loop);
        _trying.Start(layer.Timers.NonInviteTryingAfter, () => Feed(Input.TimerTrying));
        _end.Start(layer.Timers.Timeout, () => Feed(Input.TimerLate));
    }

    public override bool IsTerminated => _state == State.Terminated;

    internal override void Receive(SipMessage request) => Feed(Input.Request);

    private protected override void Answer(SipMessage response)
    {
        if (response.StatusCode is 408 or < 200) throw new ArgumentException($"{response.StatusCode} to a non-INVITE request (RFC 4320 §4)", nameof(response));
        Feed(Input.SendFinal, response);
    }

    private protected override void SendFailed() => Feed(Input.SendFailed);

    private void Feed(Input input, SipMessage? response = null)
    {
        (_state, var effects) = Step(_state, input);
        if (effects.HasFlag(Effects.StartJ)) StartJ();
        if (effects.HasFlag(Effects.TellUser)) OnFailed?.Invoke();
        if (_state == State.Terminated) End();
        if (effects.HasFlag(Effects.Send100)) Send(Response(100).Build());
        if (effects.HasFlag(Effects.Send)) Send(response!);
        if (effects.HasFlag(Effects.Resend)) Resend();
    }

    private void StartJ()
    {
        _trying.Stop();
        _end.Start(IsReliable ? TimeSpan.Zero : Layer.Timers.Timeout, () => Feed(Input.TimerJ));
    }

    private void End()
    {
        _trying.Stop();
        _end.Stop();
        Layer.Remove(this);
        Forget();
    }
}
