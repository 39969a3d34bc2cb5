namespace ImsConference.Tests.Load.Ladder;

/// <summary>One entry of the MRFC's <c>GET /trace</c>.</summary>
/// <param name="Seq">+1 for each entry.</param>
/// <param name="Time">When the MRFC sent or received it.</param>
/// <param name="Kind"><c>sip</c> or <c>mp</c>.</param>
/// <param name="From">Sender.</param>
/// <param name="To">Receiver.</param>
/// <param name="Label">One line.</param>
/// <param name="CallId">Of a SIP message.</param>
/// <param name="Conference">Conference it belongs to, when known.</param>
/// <param name="Text">The whole message: SIP as on the wire, Mp as JSON.</param>
internal sealed record TraceEvent(
    long Seq, DateTimeOffset Time, string Kind, string From, string To, string Label, string? CallId, string? Conference, string? Text)
{
    public bool IsMp => Kind == "mp";
}
