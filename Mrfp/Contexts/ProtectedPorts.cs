using ImsConference.Engine.Rtp;

namespace ImsConference.Mrfp.Contexts;

/// <summary>A stream's ports as it uses them: through SRTP while it has keys, bare otherwise.</summary>
/// <param name="ports">Opened and closed by others.</param>
internal sealed class ProtectedPorts(PortPair ports) : IDisposable
{
    private PortPair _ports = ports;
    private SecurePacketPort? _rtp;
    private SecurePacketPort? _rtcp;
    private long _forged; // under keys that are gone
    private long _replayed;

    public IPacketPort Rtp => _rtp ?? _ports.Rtp;

    public IPacketPort Rtcp => _rtcp ?? _ports.Rtcp;

    /// <summary>Packets dropped: of another key, or changed on the way.</summary>
    public long Forged => _forged + (_rtp?.ForgedPackets ?? 0) + (_rtcp?.ForgedPackets ?? 0);

    /// <summary>Packets dropped: here before.</summary>
    public long Replayed => _replayed + (_rtp?.ReplayedPackets ?? 0) + (_rtcp?.ReplayedPackets ?? 0);

    /// <summary>Takes the keys that are agreed now; a direction whose key stays goes on as it is.</summary>
    public void Apply(SrtpKeys? keys)
    {
        if (keys is null)
        {
            Dispose();
        }
        else if (_rtp is not null && _rtcp is not null)
        {
            _rtp.Rekey(keys);
            _rtcp.Rekey(keys);
        }
        else
        {
            _rtp = new SecurePacketPort(_ports.Rtp, keys);
            _rtcp = new SecurePacketPort(_ports.Rtcp, keys);
        }
    }

    /// <summary>Goes on at other ports, with the same keys and counters.</summary>
    public void MoveTo(PortPair other)
    {
        _ports = other;
        _rtp?.MoveTo(other.Rtp);
        _rtcp?.MoveTo(other.Rtcp);
    }

    /// <summary>Ends SRTP; the ports stay.</summary>
    public void Dispose()
    {
        (_forged, _replayed) = (Forged, Replayed);
        _rtp?.Dispose();
        _rtcp?.Dispose();
        (_rtp, _rtcp) = (null, null);
    }
}
