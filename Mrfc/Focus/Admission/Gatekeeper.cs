using ImsConference.Sip.Digest;
using ImsConference.Sip.Sessions;

namespace ImsConference.Mrfc.Focus.Admission;

/// <summary>Lets a request in once it is known who sent it: by a trusted peer's word, by digest, or, where nobody asks, by From.</summary>
public sealed class Gatekeeper(FocusOptions options, CallerReader callers, DigestChallenger challenger, RefusalSender refusals)
{
    /// <summary>Who sent the request.</summary>
    /// <param name="request">Outside of dialogs; inside, the dialog itself is the proof.</param>
    /// <param name="scope">What is asked for here.</param>
    /// <returns>Null when it was answered: challenged or refused.</returns>
    public Caller? Admit(IncomingRequest request, ChallengeScope scope)
    {
        if (!PrivacyWish.Of(request.Message).IsGranted)
        {
            refusals.Send(request, Refusals.PrivacyNotGranted);
            return null;
        }

        if (callers.IsTrusted(request) || request.Session is not null || options.Challenge < scope) return callers.Read(request, "");

        var verdict = challenger.Verify(request.Message, user => options.Users.GetValueOrDefault(user));
        switch (verdict.Result)
        {
            case DigestResult.Accepted:
                return callers.Read(request, verdict.User);
            case DigestResult.Refused:
                refusals.Send(request, Refusals.BadCredentials);
                return null;
            case DigestResult.Malformed:
                refusals.Send(request, Refusals.MalformedCredentials);
                return null;
            default:
                request.Challenge(challenger, verdict.Result == DigestResult.Stale);
                return null;
        }
    }
}
