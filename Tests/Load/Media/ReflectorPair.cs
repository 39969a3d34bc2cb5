using ImsConference.Engine.Rtp;

namespace ImsConference.Tests.Load.Media;

/// <summary>The two ports of a reflected participant.</summary>
internal sealed record ReflectorPair(IPacketPort Rtp, IPacketPort Rtcp) : IDisposable
{
    public void Dispose()
    {
        Rtp.Dispose();
        Rtcp.Dispose();
    }
}
