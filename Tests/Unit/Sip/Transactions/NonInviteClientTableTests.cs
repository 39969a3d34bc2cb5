using NUnit.Framework;
using static ImsConference.Sip.Transactions.NonInviteClientTable;
using static ImsConference.Sip.Transactions.NonInviteClientTable.Effects;
using static ImsConference.Sip.Transactions.NonInviteClientTable.Input;
using static ImsConference.Sip.Transactions.NonInviteClientTable.State;

namespace ImsConference.Tests.Unit.Sip.Transactions;

/// <summary>RFC 3261 figure 6.</summary>
public sealed class NonInviteClientTableTests
{
    [Test]
    public void Is_the_figure() => Table.Holds<State, Input, Effects>(Step, new()
    {
        [(Trying, TimerE)] = (Trying, Resend | RestartE),
        [(Trying, TimerF)] = (Terminated, TellTimeout),
        [(Trying, SendFailed)] = (Terminated, TellFailed),
        [(Trying, Got1xx)] = (Proceeding, Pass),
        [(Trying, GotFinal)] = (Completed, Pass | StartK),
        [(Proceeding, TimerE)] = (Proceeding, Resend | RestartEAtT2),
        [(Proceeding, TimerF)] = (Terminated, TellTimeout),
        [(Proceeding, SendFailed)] = (Terminated, TellFailed),
        [(Proceeding, Got1xx)] = (Proceeding, Pass),
        [(Proceeding, GotFinal)] = (Completed, Pass | StartK),
        [(Completed, TimerK)] = (Terminated, None),
    });
}
