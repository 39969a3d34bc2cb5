namespace ImsConference.Sip.Transports;

/// <summary>Bounds of the sockets.</summary>
public sealed record TransportOptions
{
    /// <summary>Streams at once, both ways. For one more the stream goes that was idle longest; if none was idle, the new one.</summary>
    public int MaxConnections { get; init; } = 4_000;

    /// <summary>A stream on which nothing moved for so long may be closed to make room for another.</summary>
    public TimeSpan SpareAfter { get; init; } = TimeSpan.FromSeconds(32);

    /// <summary>A stream on which nothing moved for so long is closed.</summary>
    public TimeSpan IdleLimit { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a peer may take to accept a connection.</summary>
    public TimeSpan ConnectLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The same where only the size of a request leads to TCP: UDP serves after all (RFC 3261 §18.1.1), and whoever is called should not wait
    /// longer for it than for a lost datagram.
    /// </summary>
    public TimeSpan ConnectLimitForSize { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a TLS handshake may take.</summary>
    public TimeSpan HandshakeLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Bytes that may wait for a slow reader of a stream; more, and the stream is closed.</summary>
    public int MaxQueuedBytes { get; init; } = 4 << 20;

    /// <summary>Datagrams that may wait for the loop; more are dropped and counted: their senders repeat them.</summary>
    public int MaxBacklog { get; init; } = 20_000;

    /// <summary>Kernel buffer of a UDP socket, bytes each way.</summary>
    public int SocketBufferBytes { get; init; } = 4 << 20;
}
