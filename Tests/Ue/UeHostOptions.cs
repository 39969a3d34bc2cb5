using System.Net;
using ImsConference.Sip.Transactions;
using ImsConference.Sip.Transports;

namespace ImsConference.Tests.Ue;

/// <summary>Where simulated UEs live.</summary>
public sealed record UeHostOptions
{
    /// <summary>Address of their SIP and RTP ports.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The outbound proxy: their P-CSCF, or an MRFC itself. Every URI whose host is a name goes there.</summary>
    public required IPEndPoint Proxy { get; init; }

    /// <summary>One SIP port for all of them, told apart by the user part of their Contacts; else a port for each, as in life.</summary>
    public bool SharesSipPort { get; init; }

    /// <summary>Told of every SIP message that a UE sends or receives, on the loop.</summary>
    public Action<TraceEntry>? Tap { get; init; }

    /// <summary>Every conference document is held to the schema of RFC 4575; false where thousands of them come a second.</summary>
    public bool ChecksRosters { get; init; } = true;

    /// <summary>SIP timers.</summary>
    public SipTimers Timers { get; init; } = new();
}
