using ImsConference.Engine.Ports;
using ImsConference.Engine.Rtp;

namespace ImsConference.Tests.Unit.Mrfp;

/// <summary>A port of a <see cref="FakeNetwork"/> that takes several packets at once.</summary>
public sealed class FakeBulkPort(FakePort port) : IBulkPort
{
    private readonly byte[][] _packets = [.. Enumerable.Range(0, 4).Select(_ => new byte[2048])];
    private readonly int[] _lengths = new int[4];
    private readonly PeerAddress[] _sources = new PeerAddress[4];

    public PeerAddress Local => port.Local;

    public long KernelDrops => port.KernelDrops;

    public int Capacity => _packets.Length;

    public int Receive()
    {
        var count = 0;
        while (count < Capacity && port.TryReceive(_packets[count], out _lengths[count], out _sources[count])) count++;
        return count;
    }

    public ReadOnlySpan<byte> Packet(int index) => _packets[index].AsSpan(0, _lengths[index]);

    public PeerAddress From(int index) => _sources[index];

    public void Send(ReadOnlySpan<byte> packet, in PeerAddress to) => port.TrySend(packet, to);

    public void Flush()
    {
    }

    public void Dispose() => port.Dispose();
}
