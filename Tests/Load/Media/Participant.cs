using ImsConference.Engine.Ports;
using ImsConference.Engine.Rtp;

namespace ImsConference.Tests.Load.Media;

/// <summary>One participant of a load, and what it has heard.</summary>
internal sealed class Participant
{
    public required int Room { get; init; }

    /// <summary>0.. within the room.</summary>
    public required int Seat { get; init; }

    /// <summary>IPv4 address that it sends from and is sent to, in host order.</summary>
    public required uint Address { get; init; }

    public required LoadSocket Rtp { get; init; }

    public required LoadSocket Rtcp { get; init; }

    public RtpSender Sender { get; } = RtpSender.CreateRandom();

    /// <summary>Where its packets go.</summary>
    public SocketName To { get; set; }

    public SocketName RtcpTo { get; set; }

    /// <summary>Next payload of the loop.</summary>
    public int Next { get; set; }

    /// <summary>Sequence number of the last packet that came; -1 before the first.</summary>
    public int LastSequence { get; set; } = -1;

    /// <summary>ns of Unix time; 0 before the first.</summary>
    public long LastArrivalNs { get; set; }

    /// <summary>Number of the last probe that it heard.</summary>
    public int HeardProbe { get; set; }
}
