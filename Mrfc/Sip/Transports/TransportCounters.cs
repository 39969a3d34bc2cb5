namespace ImsConference.Sip.Transports;

/// <summary>What the transports have counted since their start.</summary>
/// <param name="Received">Well-formed messages in.</param>
/// <param name="Sent">Messages out.</param>
/// <param name="MalformedRequests">Answered 400, or dropped where nothing could be echoed.</param>
/// <param name="MalformedResponses">Dropped.</param>
/// <param name="Dropped">Datagrams that the loop had no time for.</param>
/// <param name="SendFailures">Messages that surely did not arrive.</param>
/// <param name="Connections">Streams open now.</param>
/// <param name="HandshakeFailures">Streams on which TLS did not come to be.</param>
public readonly record struct TransportCounters(
    long Received, long Sent, long MalformedRequests, long MalformedResponses, long Dropped, long SendFailures, int Connections, long HandshakeFailures);
