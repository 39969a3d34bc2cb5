using static ImsConference.Sip.Transactions.NonInviteClientTable.Effects;
using static ImsConference.Sip.Transactions.NonInviteClientTable.Input;
using static ImsConference.Sip.Transactions.NonInviteClientTable.State;

namespace ImsConference.Sip.Transactions;

/// <summary>Non-INVITE client transaction as a table (RFC 3261 §17.1.2).</summary>
internal static class NonInviteClientTable
{
    internal enum State : byte { Trying, Proceeding, Completed, Terminated }

    internal enum Input : byte { Got1xx, GotFinal, TimerE, TimerF, TimerK, SendFailed }

    [Flags]
    internal enum Effects : byte { None = 0, Resend = 1, RestartE = 2, RestartEAtT2 = 4, Pass = 8, StartK = 16, TellTimeout = 32, TellFailed = 64 }

    /// <remarks>The request is sent, and timers E (UDP only) and F start, on the way into Trying. On a reliable transport K is zero. Any other pair changes nothing.</remarks>
    internal static (State Next, Effects Effects) Step(State state, Input input) => (state, input) switch
    {
        (Trying, TimerE) => (Trying, Resend | RestartE),
        (Proceeding, TimerE) => (Proceeding, Resend | RestartEAtT2),
        (Trying or Proceeding, TimerF) => (Terminated, TellTimeout),
        (Trying or Proceeding, Got1xx) => (Proceeding, Pass),
        (Trying or Proceeding, GotFinal) => (Completed, Pass | StartK),
        (Trying or Proceeding, SendFailed) => (Terminated, TellFailed),
        (Completed, TimerK) => (Terminated, None),
        _ => (state, None),
    };
}
