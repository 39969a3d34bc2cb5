using static ImsConference.Sip.Transactions.NonInviteServerTable.Effects;
using static ImsConference.Sip.Transactions.NonInviteServerTable.Input;
using static ImsConference.Sip.Transactions.NonInviteServerTable.State;

namespace ImsConference.Sip.Transactions;

/// <summary>Non-INVITE server transaction as a table (RFC 3261 §17.2.2 with RFC 4320 §4).</summary>
internal static class NonInviteServerTable
{
    internal enum State : byte { Trying, Proceeding, Completed, Terminated }

    /// <summary>TimerTrying: a client's timer E has reached T2. TimerLate: 64·T1 without an answer, the client has given up.</summary>
    internal enum Input : byte { Request, SendFinal, TimerTrying, TimerLate, TimerJ, SendFailed }

    [Flags]
    internal enum Effects : byte { None = 0, Send = 1, Resend = 2, Send100 = 4, StartJ = 8, TellUser = 16 }

    /// <remarks>On a reliable transport J is zero. Any other pair changes nothing.</remarks>
    internal static (State Next, Effects Effects) Step(State state, Input input) => (state, input) switch
    {
        (Trying, TimerTrying) => (Proceeding, Send100),             // the only 1xx there is: RFC 4320 §4.1
        (Trying or Proceeding, SendFinal) => (Completed, Send | StartJ),
        (Trying or Proceeding, TimerLate) => (Terminated, None),    // a late answer only does harm: RFC 4320 §4.2
        (Proceeding or Completed, Request) => (state, Resend),
        (Completed, TimerJ) => (Terminated, None),
        (not Terminated, SendFailed) => (Terminated, TellUser),
        _ => (state, None),
    };
}
