using ImsConference.Sip.Messages;
using ImsConference.Sip.Transactions;

namespace ImsConference.Sip.Sessions;

/// <summary>Reliable provisional responses of one INVITE, UAS side (RFC 3262 §3): one at a time, repeated until its PRACK.</summary>
/// <param name="layer">Gives loop, timers and the first RSeq.</param>
/// <param name="inviteCSeq">CSeq number of the INVITE.</param>
/// <param name="send">Sends a response in the INVITE's transaction.</param>
/// <param name="onUnacknowledged">No PRACK within 64·T1: the INVITE is to be refused.</param>
internal sealed class ReliableSender(TransactionLayer layer, uint inviteCSeq, Action<SipMessage> send, Action onUnacknowledged)
{
    private readonly Queue<Entry> _waiting = [];
    private readonly TimerSlot _repeat = new(layer.Loop);
    private readonly TimerSlot _end = new(layer.Loop);
    private Action<SipMessage> _send = send;
    private Action _onUnacknowledged = onUnacknowledged;
    private Entry? _current;
    private uint _rseq = (uint)layer.Tokens.Next(1, int.MaxValue / 2);
    private bool _stopped;

    private sealed record Entry(Func<uint, SipMessage> Write, bool HasDescription)
    {
        internal uint RSeq { get; set; }

        internal SipMessage? Message { get; set; }

        internal TaskCompletionSource<bool> Acknowledged { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Sends, or queues behind those before.</summary>
    /// <param name="write">Makes the response for its RSeq, when its turn has come.</param>
    /// <param name="hasDescription">It bears SDP, so that no 2xx may go before its PRACK (§5).</param>
    /// <returns>True at the PRACK; false when stopped first.</returns>
    internal Task<bool> SendAsync(Func<uint, SipMessage> write, bool hasDescription)
    {
        var entry = new Entry(write, hasDescription);
        if (_stopped)
        {
            entry.Acknowledged.SetResult(false);
        }
        else
        {
            _waiting.Enqueue(entry);
            if (_current is null) SendNext();
        }

        return entry.Acknowledged.Task;
    }

    /// <summary>A response with SDP waits for its PRACK, or for its turn.</summary>
    internal bool OwesDescription => !_stopped && (_current is { HasDescription: true } || _waiting.Any(w => w.HasDescription));

    /// <summary>Completes when no response with SDP waits for its PRACK.</summary>
    internal async Task DescriptionsAcknowledgedAsync()
    {
        while (OwesDescription) await (_current ?? _waiting.Peek()).Acknowledged.Task;
    }

    /// <summary>Matches the RAck of a PRACK against the response that waits for it.</summary>
    /// <returns>False: 481.</returns>
    internal bool Matches(SipMessage prack) =>
        _current is { } current && RAck.TryParse(prack[HeaderId.RAck], out var rack)
        && rack.RSeq == current.RSeq && rack.CSeq == inviteCSeq && rack.Method == SipMethod.Invite;

    /// <summary>The response that waited is acknowledged; the next one goes.</summary>
    internal void Acknowledge()
    {
        var done = _current;
        _current = null;
        _repeat.Stop();
        _end.Stop();
        done?.Acknowledged.TrySetResult(true);
        if (!_stopped) SendNext();
    }

    /// <summary>A final response went: nothing is repeated any more. A PRACK under way is still accepted (§3).</summary>
    internal void Stop()
    {
        _stopped = true;
        _repeat.Stop();
        _end.Stop();
        _current?.Acknowledged.TrySetResult(false);
        while (_waiting.TryDequeue(out var entry)) entry.Acknowledged.TrySetResult(false);
        (_send, _onUnacknowledged) = (static _ => { }, static () => { }); // the session goes on, and shall not hold its INVITE
    }

    private void SendNext()
    {
        if (!_waiting.TryDequeue(out var entry)) return;
        _current = entry;
        entry.RSeq = _rseq++;
        entry.Message = entry.Write(entry.RSeq);
        _send(entry.Message);
        Repeat(layer.Timers.T1);
        _end.Start(layer.Timers.Timeout, _onUnacknowledged);
    }

    private void Repeat(TimeSpan interval) => _repeat.Start(interval, () =>
    {
        _send(_current!.Message!);
        Repeat(2 * interval);   // no cap at T2: §3
    });
}
