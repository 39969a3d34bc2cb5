using ImsConference.Sip.Messages;

namespace ImsConference.Sip.Transports;

/// <summary>A message that surely did not arrive by its stream.</summary>
/// <param name="Message">As queued.</param>
/// <param name="Hop">Of the stream.</param>
/// <param name="ForSize">It went by TCP only for its size.</param>
/// <param name="WasRefused">The connection never came to be.</param>
/// <param name="Failed">To be told, or null.</param>
/// <param name="Why">What the socket said.</param>
internal sealed record LostMessage(SipMessage Message, Hop Hop, bool ForSize, bool WasRefused, Action<Exception>? Failed, Exception Why);
