using ImsConference.Engine.Rtp;

namespace ImsConference.Engine.Ports;

/// <summary>A UDP port that many streams share, as the kernel sees it: takes and sends many datagrams at once. Never blocks.</summary>
public interface IBulkPort : IDisposable
{
    /// <summary>The address it is bound to.</summary>
    PeerAddress Local { get; }

    /// <summary>Datagrams that the kernel dropped because the port's buffer was full.</summary>
    long KernelDrops { get; }

    /// <summary>Most that <see cref="Receive"/> takes.</summary>
    int Capacity { get; }

    /// <summary>Takes what has arrived; what it took before is gone then.</summary>
    /// <returns>Datagrams; fewer than <see cref="Capacity"/>: no more are waiting.</returns>
    int Receive();

    /// <summary>One of those taken; cut to what a packet of ours can have.</summary>
    ReadOnlySpan<byte> Packet(int index);

    /// <summary>Source of one of those taken.</summary>
    PeerAddress From(int index);

    /// <summary>Sends a copy, at the latest at <see cref="Flush"/>. What the kernel does not take is lost, as on the network.</summary>
    void Send(ReadOnlySpan<byte> packet, in PeerAddress to);

    /// <summary>Sends all that was kept back.</summary>
    void Flush();
}
