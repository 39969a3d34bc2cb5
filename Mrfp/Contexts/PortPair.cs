using ImsConference.Engine.Rtp;

namespace ImsConference.Mrfp.Contexts;

/// <summary>One even RTP port and the odd RTCP port above it, both bound. Goes back to its <see cref="PortAllocator"/>.</summary>
/// <param name="Rtp">Even.</param>
/// <param name="Rtcp">Odd; idle while RTP and RTCP share a port (RFC 5761).</param>
public sealed record PortPair(IPacketPort Rtp, IPacketPort Rtcp)
{
    public int RtpPort => Rtp.Local.Port;

    /// <summary>Part of the ports of one worker, whom the stream cannot leave; nothing goes back to the allocator.</summary>
    public bool IsShared { get; init; }

    /// <summary>Says where packets will come from; see <see cref="IPacketPort.TryExpect"/>.</summary>
    /// <param name="settings">Wanted for the stream.</param>
    /// <param name="before">It has at present.</param>
    /// <returns>False, and all stays as it was, when another stream expects packets from there.</returns>
    internal bool TryExpect(AudioSettings settings, AudioSettings before)
    {
        if (!Rtp.TryExpect(settings.RemoteRtp)) return false;
        if (Rtcp.TryExpect(settings.RtcpMux ? default : settings.RemoteRtcp)) return true;
        Rtp.TryExpect(before.RemoteRtp);
        return false;
    }

    /// <summary>Wants no more packets.</summary>
    internal void ExpectNobody()
    {
        Rtp.TryExpect(default);
        Rtcp.TryExpect(default);
    }
}
