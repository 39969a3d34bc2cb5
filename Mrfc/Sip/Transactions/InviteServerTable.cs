using static ImsConference.Sip.Transactions.InviteServerTable.Effects;
using static ImsConference.Sip.Transactions.InviteServerTable.Input;
using static ImsConference.Sip.Transactions.InviteServerTable.State;

namespace ImsConference.Sip.Transactions;

/// <summary>INVITE server transaction as a table (RFC 3261 §17.2.1 with RFC 6026 §7.1).</summary>
internal static class InviteServerTable
{
    internal enum State : byte { Proceeding, Accepted, Completed, Confirmed, Terminated }

    internal enum Input : byte { Invite, Ack, Send1xx, Send2xx, SendError, TimerG, TimerH, TimerI, TimerL, SendFailed }

    [Flags]
    internal enum Effects : byte
    {
        None = 0,
        Send = 1,
        Resend = 2,
        PassAck = 4,
        StartGH = 8,
        RestartG = 16,
        StartI = 32,
        StartL = 64,
        TellUser = 128,
    }

    /// <remarks>The owner holds timers and hop and carries out the effects; on a reliable transport G never runs and I is zero. Any other pair changes nothing.</remarks>
    internal static (State Next, Effects Effects) Step(State state, Input input) => (state, input) switch
    {
        (Proceeding, Invite) => (Proceeding, Resend),
        (Proceeding, Send1xx) => (Proceeding, Send),
        (Proceeding, Send2xx) => (Accepted, Send | StartL),
        (Proceeding, SendError) => (Completed, Send | StartGH),
        (Accepted, Send2xx) => (Accepted, Send),            // the TU repeats 2xx, not us: §13.3.1.4
        (Accepted, Ack) => (Accepted, PassAck),
        (Accepted, TimerL) => (Terminated, None),
        (Completed, Invite) => (Completed, Resend),
        (Completed, TimerG) => (Completed, Resend | RestartG),
        (Completed, Ack) => (Confirmed, StartI),
        (Completed, TimerH) => (Terminated, TellUser),
        (Confirmed, TimerI) => (Terminated, None),
        (not Terminated, SendFailed) => (state, TellUser),  // stay, so repeats are still absorbed
        _ => (state, None),
    };
}
