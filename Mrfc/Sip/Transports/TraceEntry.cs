using System.Text;
using ImsConference.Sip.Messages;

namespace ImsConference.Sip.Transports;

/// <summary>One message seen on the wire.</summary>
/// <param name="Time">When.</param>
/// <param name="Outgoing">True when we sent it.</param>
/// <param name="Hop">Between whom.</param>
/// <param name="Message">What.</param>
/// <param name="HidesBody">Its body is not to be shown.</param>
public readonly record struct TraceEntry(DateTimeOffset Time, bool Outgoing, Hop Hop, SipMessage Message, bool HidesBody = false)
{
    /// <summary>The message as it may be shown.</summary>
    public string Text => HidesBody
        ? $"{Encoding.UTF8.GetString(Message.Bytes.Span[..^Message.Body.Length])}[withheld]"
        : Encoding.UTF8.GetString(Message.Bytes.Span);
}
