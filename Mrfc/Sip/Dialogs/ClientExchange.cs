using ImsConference.Sip.Digest;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Transactions;
using ImsConference.Sip.Transports;

namespace ImsConference.Sip.Dialogs;

/// <summary>One request of ours from its first sending to its outcome: hop after hop until one serves (RFC 3263 §4.3), and again with credentials when challenged (RFC 3261 §22).</summary>
/// <param name="layer">Where its transactions live.</param>
/// <param name="draft">What is sent; each attempt after a challenge takes a new CSeq.</param>
/// <param name="nextHop">Asked at each attempt.</param>
/// <param name="nextCSeq">Asked at each attempt.</param>
/// <param name="credentials">Answers challenges; null: they are the outcome.</param>
/// <param name="after">What has to end before it is sent; null: nothing. Must not fault.</param>
public sealed class ClientExchange(
    TransactionLayer layer, RequestDraft draft, Func<SipUri> nextHop, Func<uint> nextCSeq, DigestCredentials? credentials, Task? after = null)
{
    private const int MostChallenges = 5;   // some proxies and the UAS may each ask, and a nonce may have gone stale

    private readonly TaskCompletionSource<RequestOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly DigestAnswers? _answers = credentials is null ? null : new DigestAnswers(credentials);
    private ClientTransaction? _transaction;
    private bool _cancelled;
    private string? _cancelReason;

    /// <summary>As last sent; null before.</summary>
    public SipMessage? Request => _transaction?.Request;

    /// <summary>What the request bears besides its headers, and its responses change; null: nothing.</summary>
    public Correlation? Correlation => draft.Correlation;

    /// <summary>Each provisional response and each 2xx (of an INVITE there may be several), at once as it arrives.</summary>
    public Action<SipMessage>? OnResponse { get; set; }

    /// <summary>The final result. Never faults.</summary>
    public Task<RequestOutcome> Outcome => _outcome.Task;

    /// <summary>Sends it; at once when the next hop is a numeric address.</summary>
    public Task<RequestOutcome> Start()
    {
        layer.Loop.Spawn($"send {draft.Method}", RunAsync);
        return Outcome;
    }

    /// <summary>CANCEL for an INVITE (RFC 3261 §9.1); stops further attempts.</summary>
    public void Cancel(string? reason = null)
    {
        (_cancelled, _cancelReason) = (true, reason);
        if (_transaction is { } current) TransactionLayer.Cancel(current, reason);
    }

    private async Task RunAsync()
    {
        try
        {
            if (after is not null) await after;
            var outcome = await AttemptAsync();
            for (var challenges = 0; challenges < MostChallenges && MayAnswer(outcome); challenges++) outcome = await AttemptAsync();
            _outcome.SetResult(outcome);
        }
        finally
        {
            _outcome.TrySetResult(new RequestOutcome(503, null, ClientFailure.Unreachable));
        }
    }

    private bool MayAnswer(RequestOutcome outcome) =>
        !_cancelled && outcome.Response is { StatusCode: 401 or 407 } challenge && _answers is not null && _answers.TryTake(challenge);

    private async Task<RequestOutcome> AttemptAsync()
    {
        var hops = await layer.Transports.ResolveAsync(nextHop());
        var outcome = new RequestOutcome(503, null, ClientFailure.Unreachable);
        var request = draft.Write(nextCSeq(), _answers?.For(draft.Method, draft.Uri.WithoutHeaders().Text) ?? []);
        foreach (var hop in hops)
        {
            if (_cancelled) return new RequestOutcome(487, null, ClientFailure.None);
            outcome = await SendAsync(request, hop);
            if (outcome is { Status: not 503, Failure: ClientFailure.None }) break;
        }

        return outcome;
    }

    private Task<RequestOutcome> SendAsync(SipMessage request, Hop hop)
    {
        var done = new TaskCompletionSource<RequestOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        _transaction = layer.Send(request, hop, Receive, failure => done.TrySetResult(Failed(failure)));
        if (_transaction is null) done.SetResult(Failed(ClientFailure.Unreachable));
        return done.Task;

        void Receive(SipMessage response)
        {
            Correlation?.Hear(response);
            if (response.StatusCode < 300) OnResponse?.Invoke(response);
            if (response.StatusCode >= 200) done.TrySetResult(new RequestOutcome(response.StatusCode, response, ClientFailure.None));
        }
    }

    private static RequestOutcome Failed(ClientFailure failure) => new(failure == ClientFailure.TimedOut ? 408 : 503, null, failure);
}
