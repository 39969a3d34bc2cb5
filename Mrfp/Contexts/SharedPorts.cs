using ImsConference.Engine.Ports;

namespace ImsConference.Mrfp.Contexts;

/// <summary>The RTP port and the RTCP port above it that the streams of one worker share. On the worker's thread, unless it says otherwise.</summary>
internal sealed class SharedPorts(IBulkPort rtp, IBulkPort rtcp, int streams) : IDisposable
{
    private const int WaitingPackets = 3; // of a stream, on average; a few may have many more
    private const int WaitingReports = 1;

    private readonly SharedPort _rtp = new(rtp, WaitingPackets * streams);
    private readonly SharedPort _rtcp = new(rtcp, WaitingReports * streams);

    /// <summary>Packets from nowhere known. From any thread.</summary>
    public long UnknownPackets => _rtp.UnknownPackets + _rtcp.UnknownPackets;

    /// <summary>From any thread.</summary>
    public long KernelDrops => _rtp.KernelDrops + _rtcp.KernelDrops;

    /// <summary>The ports of one more stream. From any thread.</summary>
    public PortPair Join() => new(_rtp.Join(), _rtcp.Join()) { IsShared = true };

    public void Receive()
    {
        _rtp.Receive();
        _rtcp.Receive();
    }

    public void Flush()
    {
        _rtp.Flush();
        _rtcp.Flush();
    }

    /// <summary>From any thread, once the worker has ended.</summary>
    public void Dispose()
    {
        _rtp.Dispose();
        _rtcp.Dispose();
    }
}
