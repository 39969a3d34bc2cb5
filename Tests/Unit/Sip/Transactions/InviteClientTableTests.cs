using NUnit.Framework;
using static ImsConference.Sip.Transactions.InviteClientTable;
using static ImsConference.Sip.Transactions.InviteClientTable.Effects;
using static ImsConference.Sip.Transactions.InviteClientTable.Input;
using static ImsConference.Sip.Transactions.InviteClientTable.State;

namespace ImsConference.Tests.Unit.Sip.Transactions;

/// <summary>RFC 6026 figure 1 (the INVITE client transaction), and the end of a cancelled INVITE (RFC 3261 §9.1).</summary>
public sealed class InviteClientTableTests
{
    [Test]
    public void Is_the_figure() => Table.Holds<State, Input, Effects>(Step, new()
    {
        [(Calling, TimerA)] = (Calling, Resend | RestartA),
        [(Calling, TimerB)] = (Terminated, TellTimeout),
        [(Calling, SendFailed)] = (Terminated, TellFailed),
        [(Calling, Got1xx)] = (Proceeding, Pass),
        [(Calling, Got2xx)] = (Accepted, Pass | StartM),
        [(Calling, GotError)] = (Completed, Pass | SendAck | StartD),
        [(Calling, TimerCancelled)] = (Terminated, TellTimeout),
        [(Proceeding, Got1xx)] = (Proceeding, Pass),
        [(Proceeding, Got2xx)] = (Accepted, Pass | StartM),
        [(Proceeding, GotError)] = (Completed, Pass | SendAck | StartD),
        [(Proceeding, TimerCancelled)] = (Terminated, TellTimeout),
        [(Accepted, Got2xx)] = (Accepted, Pass),
        [(Accepted, TimerM)] = (Terminated, None),
        [(Completed, GotError)] = (Completed, SendAck),
        [(Completed, SendFailed)] = (Terminated, TellFailed),
        [(Completed, TimerD)] = (Terminated, None),
    });
}
