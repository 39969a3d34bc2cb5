using System.Text;
using ImsConference.Sip.Messages;

namespace ImsConference.Tests.Ue;

/// <summary>A call that a UE placed came to nothing.</summary>
public sealed class CallRefusedException : Exception
{
    public CallRefusedException(string target, int status, SipMessage? response)
        : base($"{target}: {status} {(response is null ? "without a response" : Encoding.UTF8.GetString(response.ReasonPhrase))}")
    {
        Status = status;
        Response = response;
    }

    /// <summary>Final status; 408, 487 or 503 also when none came.</summary>
    public int Status { get; }

    /// <summary>Final response; null when none came.</summary>
    public SipMessage? Response { get; }
}
