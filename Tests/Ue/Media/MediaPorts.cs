using System.Net;
using System.Net.Sockets;
using ImsConference.Engine.Ports;
using ImsConference.Engine.Rtp;

namespace ImsConference.Tests.Ue.Media;

/// <summary>An RTP port, even, and the RTCP port above it (RFC 3550 §11).</summary>
internal sealed class MediaPorts : IDisposable
{
    // Clear of the MRFP's own range.
    private const int First = 40_000;
    private const int Pairs = 10_000;

    private static int _next = Random.Shared.Next(Pairs);

    private MediaPorts(IPacketPort rtp, IPacketPort rtcp) => (Rtp, Rtcp) = (rtp, rtcp);

    internal IPacketPort Rtp { get; }

    internal IPacketPort Rtcp { get; }

    /// <summary>Binds the next free pair.</summary>
    /// <exception cref="SocketException">None is free.</exception>
    internal static MediaPorts Open(IPAddress address)
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = First + 2 * (int)((uint)Interlocked.Increment(ref _next) % Pairs);
            IPacketPort? rtp = null;
            try
            {
                rtp = PacketPorts.Bind(new IPEndPoint(address, port));
                return new MediaPorts(rtp, PacketPorts.Bind(new IPEndPoint(address, port + 1)));
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse && attempt < Pairs)
            {
                rtp?.Dispose();
            }
        }
    }

    public void Dispose()
    {
        Rtp.Dispose();
        Rtcp.Dispose();
    }
}
