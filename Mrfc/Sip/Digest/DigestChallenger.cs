using ImsConference.Sip.Messages;

namespace ImsConference.Sip.Digest;

/// <summary>The UAS side of digest (RFC 8760, 7616; 2617 for old clients).</summary>
public sealed class DigestChallenger
{
    /// <param name="realm">Shown to the user.</param>
    /// <param name="time">Ages the nonces.</param>
    public DigestChallenger(string realm, TimeProvider time)
    {
        Realm = realm;
        Time = time;
    }

    public string Realm { get; }

    private TimeProvider Time { get; }

    /// <summary>Adds one WWW-Authenticate per algorithm, strongest first, to a 401.</summary>
    public SipWriter AddChallenges(SipWriter response, bool stale = false) => throw new NotSupportedException($"{Time}");

    /// <summary>Judges the Authorization headers of a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="passwordOf">Password of a user; null when there is no such user.</param>
    public DigestVerdict Verify(SipMessage request, Func<string, string?> passwordOf) => throw new NotSupportedException();
}
