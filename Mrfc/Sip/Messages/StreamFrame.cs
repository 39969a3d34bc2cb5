namespace ImsConference.Sip.Messages;

/// <summary>What the framer found next in a stream.</summary>
public enum StreamFrame : byte
{
    /// <summary>Nothing whole yet: read more.</summary>
    Incomplete,

    /// <summary>One whole message.</summary>
    Message,

    /// <summary>A keep-alive, CRLFCRLF: answer CRLF (RFC 5626 §4.4.1).</summary>
    Ping,

    /// <summary>A single CRLF: the answer to our ping, or an empty line before a message (RFC 3261 §7.5).</summary>
    Pong,

    /// <summary>The stream cannot be framed any more: answer if possible, then close it.</summary>
    Broken,
}
