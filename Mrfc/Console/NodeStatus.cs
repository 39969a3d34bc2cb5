using ImsConference.Mrfc.Charging;
using ImsConference.Mrfc.Media;
using ImsConference.Sip.Transports;

namespace ImsConference.Mrfc.Console;

/// <summary>What is alive now (GET /status). All counts but those of <paramref name="Sip"/> and <paramref name="Mrfps"/> are zero when nothing is left behind.</summary>
/// <param name="Node">Name of this MRFC.</param>
/// <param name="Conferences">Conferences, those that nobody has joined yet included.</param>
/// <param name="Participants">Participants, those on their way in included.</param>
/// <param name="Dialogs">SIP dialogs.</param>
/// <param name="Sessions">INVITE sessions.</param>
/// <param name="Transactions">SIP transactions, client and server.</param>
/// <param name="Subscriptions">Subscriptions, those that a REFER makes included.</param>
/// <param name="Contexts">Contexts on MRFPs.</param>
/// <param name="Timers">Timers of the signalling loop.</param>
/// <param name="Flows">Flows of the signalling loop that have not ended.</param>
/// <param name="Faults">Exceptions that escaped a flow since the start: should be 0.</param>
/// <param name="Sip">What the SIP sockets have seen since the start: messages, malformed ones, those dropped or lost; and open streams.</param>
/// <param name="Mrfps">Every MRFP and its state.</param>
public sealed record NodeStatus(
    string Node, int Conferences, int Participants, int Dialogs, int Sessions, int Transactions, int Subscriptions,
    int Contexts, int Timers, int Flows, int Faults, TransportCounters Sip, IReadOnlyList<MrfpStatus> Mrfps)
{
    /// <summary>How the call detail records fare; null when none are written.</summary>
    public ChargingStatus? Charging { get; init; }
}
