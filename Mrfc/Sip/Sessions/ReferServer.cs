using ImsConference.Sip.Messages;

namespace ImsConference.Sip.Sessions;

/// <summary>A REFER that we received.</summary>
public sealed class ReferServer
{
    public IncomingRequest Request => throw new NotSupportedException();

    /// <summary>Target of the reference: scheme, method parameter (INVITE when absent) and embedded headers such as Replaces.</summary>
    public SipUri ReferTo => throw new NotSupportedException();

    /// <summary>Method asked for: the method parameter of Refer-To, INVITE when absent.</summary>
    public string Method => throw new NotSupportedException();

    /// <summary>Referred-By value to be copied into the request we send; null when absent.</summary>
    public string? ReferredBy => throw new NotSupportedException();

    /// <summary>Answers 202 and sends the first NOTIFY (100 Trying), or none when the peer asked so (RFC 4488, 7614).</summary>
    public void Accept(string? contact = null) => throw new NotSupportedException();

    /// <summary>Refuses it.</summary>
    public void Reject(int status, string? reason = null, params ReadOnlySpan<HeaderLine> headers) => throw new NotSupportedException();

    /// <summary>Reports progress of the request we sent, such as 180. Nothing happens without subscription.</summary>
    public Task ReportAsync(int status, string? reason = null) => throw new NotSupportedException();

    /// <summary>Reports the final status and ends the subscription.</summary>
    public Task FinishAsync(int status, string? reason = null) => throw new NotSupportedException();
}
