using NUnit.Framework;
using static ImsConference.Sip.Transactions.NonInviteServerTable;
using static ImsConference.Sip.Transactions.NonInviteServerTable.Effects;
using static ImsConference.Sip.Transactions.NonInviteServerTable.Input;
using static ImsConference.Sip.Transactions.NonInviteServerTable.State;

namespace ImsConference.Tests.Unit.Sip.Transactions;

/// <summary>RFC 3261 figure 8 with RFC 4320: no 1xx but 100 when E has reached T2, nothing after 64·T1.</summary>
public sealed class NonInviteServerTableTests
{
    [Test]
    public void Is_the_figure() => Table.Holds<State, Input, Effects>(Step, new()
    {
        [(Trying, TimerTrying)] = (Proceeding, Send100),
        [(Trying, SendFinal)] = (Completed, Send | StartJ),
        [(Trying, TimerLate)] = (Terminated, None),
        [(Trying, SendFailed)] = (Terminated, TellUser),
        [(Proceeding, Request)] = (Proceeding, Resend),
        [(Proceeding, SendFinal)] = (Completed, Send | StartJ),
        [(Proceeding, TimerLate)] = (Terminated, None),
        [(Proceeding, SendFailed)] = (Terminated, TellUser),
        [(Completed, Request)] = (Completed, Resend),
        [(Completed, TimerJ)] = (Terminated, None),
        [(Completed, SendFailed)] = (Terminated, TellUser),
    });
}
