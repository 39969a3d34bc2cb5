using ImsConference.Sip.Messages;

namespace ImsConference.Sip.Transactions;

/// <summary>Final result of a request we sent.</summary>
/// <param name="Status">Status of the response; 408 or 503 when there was none (RFC 3261 §8.1.3.1).</param>
/// <param name="Response">The response; null when there was none.</param>
/// <param name="Failure">Why there was none.</param>
public sealed record RequestOutcome(int Status, SipMessage? Response, ClientFailure Failure)
{
    public bool Succeeded => Status is >= 200 and < 300;
}
