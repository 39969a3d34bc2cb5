using System.Net.Sockets;

namespace ImsConference.Mrfp.Contexts;

/// <summary>Opens and closes the ports of streams: a pair for each, or a part of those that a worker's streams share. From any thread but the workers'.</summary>
/// <param name="ports">Of the node.</param>
/// <param name="mostStreams">Streams that one worker may have to serve at its shared ports.</param>
internal sealed class StreamPorts(PortAllocator ports, int mostStreams)
{
    private readonly Lock _gate = new();

    /// <exception cref="MediaException">Exhausted: no port is left, or none can be opened. Invalid: none can be shared.</exception>
    public PortPair Open(MediaWorker worker, AudioSettings settings)
    {
        if (settings.SharesPort && !ports.MayShare) throw new MediaException(MediaFault.Invalid, "streams[0].port_mode: shared ports are not offered");
        try
        {
            var opened = settings.SharesPort ? SharedOf(worker)?.Join() : ports.TryTake();
            return opened ?? throw new MediaException(MediaFault.Exhausted, "no RTP port left");
        }
        catch (SocketException fault)
        {
            // Too many files, no memory for buffers, address gone.
            throw new MediaException(MediaFault.Exhausted, $"no RTP port can be opened: {fault.Message}");
        }
    }

    public void Close(PortPair pair)
    {
        if (!pair.IsShared) ports.Return(pair);
    }

    private SharedPorts? SharedOf(MediaWorker worker)
    {
        lock (_gate)
        {
            if (worker.Shared is null && ports.TryTakeShared() is var (rtp, rtcp)) worker.Shared = new SharedPorts(rtp, rtcp, mostStreams);
            return worker.Shared;
        }
    }
}
