using ImsConference.Sip.Messages;
using ImsConference.Sip.Sdp;

namespace ImsConference.Sip.Sessions;

/// <summary>What requests and responses of sessions have in common.</summary>
internal static class SessionWriting
{
    internal static SipWriter WithSdp(this SipWriter writer, SessionDescription? description) =>
        description is null ? writer : writer.Body(SdpBody.ContentTypeText, description.Write());

    /// <summary>Allow, Supported and Allow-Events.</summary>
    internal static SipWriter WithCapabilities(this SipWriter writer, UserAgent agent)
    {
        writer.Add(HeaderId.Allow, agent.Allow);
        if (agent.Supported.Length > 0) writer.Add(HeaderId.Supported, agent.Supported);
        if (agent.AllowEvents.Length > 0) writer.Add(HeaderId.AllowEvents, agent.AllowEvents);
        return writer;
    }

    /// <summary>Session-Expires, and Require where the UAC is to refresh (RFC 4028 §9).</summary>
    internal static SipWriter WithInterval(this SipWriter writer, SessionInterval interval)
    {
        if (interval.Seconds == 0) return writer;
        writer.Add(HeaderId.SessionExpires, interval.Text);
        return interval.RefresherIsUac ? writer.Add(HeaderId.Require, "timer") : writer;
    }

    internal static SipWriter WithHeaders(this SipWriter writer, IEnumerable<HeaderLine> headers)
    {
        foreach (var (name, value) in headers) writer.Add(name, value);
        return writer;
    }
}
