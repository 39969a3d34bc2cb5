using ImsConference.Sip.Messages;

namespace ImsConference.Sip.Digest;

/// <summary>The UAC side of digest: a user name and its password, and the nonce counts of the challenges answered.</summary>
/// <param name="user">User name.</param>
/// <param name="password">Password.</param>
public sealed class DigestCredentials(string user, string password)
{
    public string User { get; } = user;

    private string Password { get; } = password;

    /// <summary>Answers the strongest challenge it knows of a 401 or 407.</summary>
    /// <param name="challenge">The response.</param>
    /// <param name="method">Of the request to be sent again.</param>
    /// <param name="requestUri">Of that request, as on the wire.</param>
    /// <param name="header">Authorization or Proxy-Authorization.</param>
    /// <param name="value">Value of that header.</param>
    /// <returns>False when there is nothing to answer: no known algorithm, or the password was refused before.</returns>
    public bool TryAnswer(SipMessage challenge, string method, string requestUri, out HeaderId header, out string value) =>
        throw new NotSupportedException(Password);
}
