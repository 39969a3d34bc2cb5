using ImsConference.Engine.Rtp;

namespace ImsConference.Mrfp.Contexts;

/// <summary>One even RTP port and the odd RTCP port above it, both bound. Goes back to its <see cref="PortAllocator"/>.</summary>
/// <param name="Rtp">Even.</param>
/// <param name="Rtcp">Odd; idle while RTP and RTCP share a port (RFC 5761).</param>
public sealed record PortPair(IPacketPort Rtp, IPacketPort Rtcp)
{
    public int RtpPort => Rtp.Local.Port;
}
