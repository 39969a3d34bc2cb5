using System.Net;
using ImsConference.Engine.Ports;
using ImsConference.Engine.Rtp;
using Endpoint = ImsConference.Protos.Mp.Endpoint;

namespace ImsConference.Tests.Load.Media;

/// <summary>All participants of a load and their sockets.</summary>
internal sealed class Crowd : IDisposable
{
    private const uint FirstAddress = 127u << 24 | 101 << 16 | 1; // 127.101.0.1 and on
    private const int ParticipantsASocket = 128;

    private readonly List<LoadSocket> _rtp = [];
    private readonly List<LoadSocket> _rtcp = [];

    /// <exception cref="System.Net.Sockets.SocketException">No socket can be opened.</exception>
    public Crowd(MediaLoad load)
    {
        Load = load;
        for (var i = 0; i < load.Participants; i += ParticipantsASocket)
        {
            _rtp.Add(new LoadSocket());
            _rtcp.Add(new LoadSocket());
        }

        Participants =
        [
            .. Enumerable.Range(0, load.Participants).Select(i => new Participant
            {
                Room = i / load.Size,
                Seat = i % load.Size,
                Address = FirstAddress + (uint)i,
                Rtp = _rtp[i / ParticipantsASocket],
                Rtcp = _rtcp[i / ParticipantsASocket],
                Next = 7 * i,
            }),
        ];
    }

    public MediaLoad Load { get; }

    public Participant[] Participants { get; }

    public IReadOnlyList<LoadSocket> Rtp => _rtp;

    public IReadOnlyList<LoadSocket> Rtcp => _rtcp;

    /// <summary>Datagrams that the kernel did not take.</summary>
    public long Refused => _rtp.Sum(socket => socket.Refused);

    /// <returns>The participant with this address; null for any other.</returns>
    public Participant? At(uint address) => address - FirstAddress < Participants.Length ? Participants[address - FirstAddress] : null;

    /// <summary>Where a participant is sent to.</summary>
    public static Endpoint RemoteOf(Participant participant) => new()
    {
        Address = PeerAddress.FromIPv4(participant.Address, 1).ToEndPoint().Address.ToString(),
        RtpPort = (uint)participant.Rtp.Port,
        RtcpPort = (uint)participant.Rtcp.Port,
    };

    /// <summary>Tells a participant where to send.</summary>
    public static void Aim(Participant participant, IPAddress address, int rtpPort, int rtcpPort)
    {
        participant.To = SocketName.From(PeerAddress.From(new IPEndPoint(address, rtpPort)), address.AddressFamily);
        participant.RtcpTo = SocketName.From(PeerAddress.From(new IPEndPoint(address, rtcpPort)), address.AddressFamily);
    }

    public void Dispose()
    {
        foreach (var socket in _rtp.Concat(_rtcp)) socket.Dispose();
    }
}
