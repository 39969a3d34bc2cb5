namespace ImsConference.Engine.Rtp;

/// <summary>Where packets come from and go to: a socket, a port shared by many terminations, or a test's queue. Never blocks.</summary>
public interface IPacketPort : IDisposable
{
    /// <summary>The address it is bound to.</summary>
    PeerAddress Local { get; }

    /// <summary>False while it is certain that nothing waits, so that asking can be spared.</summary>
    bool MayHoldPackets { get; }

    /// <summary>Datagrams that were dropped because the port's buffer was full. Asks the kernel: not for every tick.</summary>
    long KernelDrops { get; }

    /// <summary>Says where packets will come from. A port that many streams share takes none before; any other does not need to know.</summary>
    /// <param name="peer">None: no more packets are wanted.</param>
    /// <returns>False, and all stays as it was, when another stream of the shared port expects packets from there.</returns>
    bool TryExpect(in PeerAddress peer) => true;

    /// <summary>Takes one datagram that has arrived.</summary>
    /// <param name="buffer">Room for the largest datagram; a longer one is cut and reported with its cut length.</param>
    /// <param name="length">Bytes received; 0 is a valid datagram.</param>
    /// <param name="from">The source; of a connected port always its peer.</param>
    /// <returns>False when nothing is waiting.</returns>
    bool TryReceive(Span<byte> buffer, out int length, out PeerAddress from);

    /// <returns>False when the datagram was not taken (buffer full, no route, refused by an ICMP message); RTP goes on regardless.</returns>
    bool TrySend(ReadOnlySpan<byte> packet, in PeerAddress to);

    /// <summary>Takes datagrams from this peer alone from now on, which also makes both directions cheaper.</summary>
    void Connect(in PeerAddress peer);

    /// <summary>Undoes <see cref="Connect"/>: takes datagrams from anybody again.</summary>
    void Disconnect();
}
