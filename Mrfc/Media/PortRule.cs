using System.Net;
using ImsConference.Protos.Mp;
using Endpoint = ImsConference.Protos.Mp.Endpoint;

namespace ImsConference.Mrfc.Media;

/// <summary>
/// Which participants share one port of the MRFP: only those whose packets surely come from the address in their SDP, as behind an access gateway
/// (TS 23.334), and only where the MRFP can.
/// </summary>
internal sealed class PortRule(MpOptions options)
{
    private readonly AddressPrefixes _sharers = AddressPrefixes.From(options.SharedPortPeers);

    /// <param name="offered">Modes that the MRFP has.</param>
    /// <param name="remote">Where the peer receives; null while that is not known.</param>
    public PortMode ModeFor(IEnumerable<PortMode> offered, Endpoint? remote)
    {
        var mayShare = options.PortMode == RtpPortMode.Shared
            || (IPAddress.TryParse(remote?.Address, out var address) && _sharers.Include(address));
        return mayShare && offered.Contains(PortMode.Shared) ? PortMode.Shared : PortMode.Dedicated;
    }
}
