using ImsConference.Sip.Messages;

namespace ImsConference.Sip.Transports;

/// <summary>One message seen on the wire.</summary>
/// <param name="Time">When.</param>
/// <param name="Outgoing">True when we sent it.</param>
/// <param name="Hop">Between whom.</param>
/// <param name="Message">What.</param>
public readonly record struct TraceEntry(DateTimeOffset Time, bool Outgoing, Hop Hop, SipMessage Message);
