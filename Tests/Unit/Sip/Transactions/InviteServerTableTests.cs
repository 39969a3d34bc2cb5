using NUnit.Framework;
using static ImsConference.Sip.Transactions.InviteServerTable;
using static ImsConference.Sip.Transactions.InviteServerTable.Effects;
using static ImsConference.Sip.Transactions.InviteServerTable.Input;
using static ImsConference.Sip.Transactions.InviteServerTable.State;

namespace ImsConference.Tests.Unit.Sip.Transactions;

/// <summary>RFC 6026 figure 2 (the INVITE server transaction), arrow by arrow.</summary>
public sealed class InviteServerTableTests
{
    [Test]
    public void Is_the_figure() => Table.Holds<State, Input, Effects>(Step, new()
    {
        [(Proceeding, Invite)] = (Proceeding, Resend),
        [(Proceeding, Send1xx)] = (Proceeding, Send),
        [(Proceeding, Send2xx)] = (Accepted, Send | StartL),
        [(Proceeding, SendError)] = (Completed, Send | StartGH),
        [(Proceeding, SendFailed)] = (Proceeding, TellUser),
        [(Accepted, Send2xx)] = (Accepted, Send),
        [(Accepted, Ack)] = (Accepted, PassAck),
        [(Accepted, TimerL)] = (Terminated, None),
        [(Accepted, SendFailed)] = (Accepted, TellUser),
        [(Completed, Invite)] = (Completed, Resend),
        [(Completed, TimerG)] = (Completed, Resend | RestartG),
        [(Completed, Ack)] = (Confirmed, StartI),
        [(Completed, TimerH)] = (Terminated, TellUser),
        [(Completed, SendFailed)] = (Completed, TellUser),
        [(Confirmed, TimerI)] = (Terminated, None),
        [(Confirmed, SendFailed)] = (Confirmed, TellUser),
    });
}
