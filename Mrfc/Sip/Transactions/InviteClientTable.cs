using static ImsConference.Sip.Transactions.InviteClientTable.Effects;
using static ImsConference.Sip.Transactions.InviteClientTable.Input;
using static ImsConference.Sip.Transactions.InviteClientTable.State;

namespace ImsConference.Sip.Transactions;

/// <summary>INVITE client transaction as a table (RFC 3261 §17.1.1 with RFC 6026 §7.2).</summary>
internal static class InviteClientTable
{
    internal enum State : byte { Calling, Proceeding, Accepted, Completed, Terminated }

    /// <summary>TimerCancelled: 64·T1 after a CANCEL without a final response (§9.1).</summary>
    internal enum Input : byte { Got1xx, Got2xx, GotError, TimerA, TimerB, TimerD, TimerM, TimerCancelled, SendFailed }

    [Flags]
    internal enum Effects : byte
    {
        None = 0,
        Resend = 1,
        RestartA = 2,
        Pass = 4,
        SendAck = 8,
        StartD = 16,
        StartM = 32,
        TellTimeout = 64,
        TellFailed = 128,
    }

    /// <remarks>The INVITE is sent, and timers A (UDP only) and B start, on the way into Calling. On a reliable transport D is zero. Any other pair changes nothing.</remarks>
    internal static (State Next, Effects Effects) Step(State state, Input input) => (state, input) switch
    {
        (Calling, TimerA) => (Calling, Resend | RestartA),
        (Calling, TimerB) => (Terminated, TellTimeout),
        (Calling or Proceeding, Got1xx) => (Proceeding, Pass),
        (Calling or Proceeding, Got2xx) => (Accepted, Pass | StartM),
        (Calling or Proceeding, GotError) => (Completed, Pass | SendAck | StartD),
        (Calling or Proceeding, TimerCancelled) => (Terminated, TellTimeout),
        (Calling, SendFailed) => (Terminated, TellFailed),
        (Accepted, Got2xx) => (Accepted, Pass),             // repeats and forks alike: the TU sends the ACKs
        (Accepted, TimerM) => (Terminated, None),
        (Completed, GotError) => (Completed, SendAck),
        (Completed, SendFailed) => (Terminated, TellFailed),
        (Completed, TimerD) => (Terminated, None),
        _ => (state, None),
    };
}
