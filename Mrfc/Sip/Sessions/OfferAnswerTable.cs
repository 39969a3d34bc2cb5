using static ImsConference.Sip.Sessions.OfferAnswerTable.Meaning;
using static ImsConference.Sip.Sessions.OfferAnswerTable.State;
using static ImsConference.Sip.Sessions.OfferAnswerTable.Turn;

namespace ImsConference.Sip.Sessions;

/// <summary>Offer/answer over SIP as a table: which description is an offer, which an answer (RFC 3264, 3262 §5, 3311 §5, 6337 §2).</summary>
/// <remarks>"Sent" and "Got" name who made the pending offer, the rest of the name the message that carried it.</remarks>
internal static class OfferAnswerTable
{
    internal enum State : byte
    {
        /// <summary>Nothing is pending: before the first exchange, or between two.</summary>
        Stable,

        /// <summary>We sent an INVITE without SDP: the peer is to offer.</summary>
        Asked,

        /// <summary>We got an INVITE without SDP: we are to offer.</summary>
        Owing,
        SentInvite,
        SentReliable,
        SentOk,
        SentPrack,
        SentUpdate,
        GotInvite,
        GotReliable,
        GotOk,
        GotPrack,
        GotUpdate,
    }

    /// <summary>A message that bears SDP unless its name ends in Bare; "Failed": a request of ours or of the peer got a final response of 300 or more, or none.</summary>
    internal enum Turn : byte
    {
        SendInvite,
        SendInviteBare,
        SendUnreliable,
        SendReliable,
        SendOk,
        SendAck,
        SendPrack,
        SendPrackOk,
        SendUpdate,
        SendUpdateOk,
        GetInvite,
        GetInviteBare,
        GetUnreliable,
        GetReliable,
        GetOk,
        GetAck,
        GetPrack,
        GetPrackOk,
        GetUpdate,
        GetUpdateOk,
        OwnInviteFailed,
        OwnUpdateFailed,
        OwnPrackFailed,
        PeerInviteFailed,
        PeerUpdateFailed,
        PeerPrackFailed,
    }

    internal enum Meaning : byte
    {
        /// <summary>Bears nothing for offer/answer.</summary>
        Nothing,
        Offer,
        Answer,

        /// <summary>A copy of the answer ahead of time, or again; not to be answered (RFC 6337 §3.1.1).</summary>
        Preview,

        /// <summary>The pending offer is withdrawn; what was in force stays.</summary>
        Rollback,

        /// <summary>Glare: our own offer is pending; 491.</summary>
        Refuse491,

        /// <summary>The peer's earlier offer has no answer yet; 500 with Retry-After.</summary>
        Refuse500,

        /// <summary>Not allowed here.</summary>
        Violation,
    }

    internal static (State Next, Meaning Meaning) Step(State state, Turn turn) => (state, turn) switch
    {
        (Stable, SendInvite) => (SentInvite, Offer),
        (SentInvite, GetUnreliable) => (SentInvite, Preview),
        (SentInvite, GetReliable or GetOk) => (Stable, Answer),
        (SentInvite, OwnInviteFailed) => (Stable, Rollback),

        (Stable, SendInviteBare) => (Asked, Nothing),
        (Asked, GetUnreliable) => (Asked, Preview),
        (Asked, GetReliable) => (GotReliable, Offer),
        (Asked, GetOk) => (GotOk, Offer),
        (Asked, OwnInviteFailed) => (Stable, Nothing),
        (GotReliable, SendPrack) => (Stable, Answer),
        (GotOk, SendAck) => (Stable, Answer),
        (GotReliable or GotOk, OwnInviteFailed) => (Stable, Rollback),

        (Stable, GetInvite) => (GotInvite, Offer),
        (GotInvite, SendUnreliable) => (GotInvite, Preview),
        (GotInvite, SendReliable or SendOk) => (Stable, Answer),
        (GotInvite, PeerInviteFailed) => (Stable, Rollback),

        (Stable, GetInviteBare) => (Owing, Nothing),
        (Owing, SendUnreliable) => (Owing, Preview),
        (Owing, SendReliable) => (SentReliable, Offer),
        (Owing, SendOk) => (SentOk, Offer),
        (Owing, PeerInviteFailed) => (Stable, Nothing),
        (SentReliable, GetPrack) => (Stable, Answer),
        (SentOk, GetAck) => (Stable, Answer),
        (SentReliable or SentOk, PeerInviteFailed) => (Stable, Rollback),

        (Stable, SendPrack) => (SentPrack, Offer),
        (SentPrack, GetPrackOk) => (Stable, Answer),
        (SentPrack, OwnPrackFailed or OwnInviteFailed) => (Stable, Rollback),
        (Stable, GetPrack) => (GotPrack, Offer),
        (GotPrack, SendPrackOk) => (Stable, Answer),
        (GotPrack, PeerPrackFailed or PeerInviteFailed) => (Stable, Rollback),

        (Stable, SendUpdate) => (SentUpdate, Offer),
        (SentUpdate, GetUpdateOk) => (Stable, Answer),
        (SentUpdate, OwnUpdateFailed) => (Stable, Rollback),
        (Stable, GetUpdate) => (GotUpdate, Offer),
        (GotUpdate, SendUpdateOk) => (Stable, Answer),
        (GotUpdate, PeerUpdateFailed) => (Stable, Rollback),

        // The answer went by a reliable 1xx; what follows in the same INVITE transaction only repeats it.
        (Stable, SendUnreliable or SendReliable or SendOk or GetUnreliable or GetReliable or GetOk) => (Stable, Preview),

        (SentInvite or SentReliable or SentOk or SentPrack or SentUpdate or Asked or Owing, GetUpdate or GetInvite or GetInviteBare) => (state, Refuse491),
        (GotInvite or GotReliable or GotOk or GotPrack or GotUpdate, GetUpdate or GetInvite or GetInviteBare) => (state, Refuse500),
        (_, >= OwnInviteFailed) => (state, Nothing),
        _ => (state, Violation),
    };
}
