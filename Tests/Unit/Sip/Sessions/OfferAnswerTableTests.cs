using NUnit.Framework;
using static ImsConference.Sip.Sessions.OfferAnswerTable;
using static ImsConference.Sip.Sessions.OfferAnswerTable.Meaning;
using static ImsConference.Sip.Sessions.OfferAnswerTable.State;
using static ImsConference.Sip.Sessions.OfferAnswerTable.Turn;

namespace ImsConference.Tests.Unit.Sip.Sessions;

/// <summary>RFC 6337 §2.2 table 1 (where an offer and its answer may be), RFC 3311 §5 and RFC 3261 §14 (glare), row by row.</summary>
internal sealed class OfferAnswerTableTests
{
    private static readonly State[] OursPending = [SentInvite, SentReliable, SentOk, SentPrack, SentUpdate, Asked, Owing];
    private static readonly State[] TheirsPending = [GotInvite, GotReliable, GotOk, GotPrack, GotUpdate];

    [TestCase(SendInvite, SentInvite, GetOk, TestName = "1 INVITE, 2xx: caller")]
    [TestCase(GetInvite, GotInvite, SendOk, TestName = "1 INVITE, 2xx: callee")]
    [TestCase(SendInvite, SentInvite, GetReliable, TestName = "3 INVITE, reliable 1xx: caller")]
    [TestCase(GetInvite, GotInvite, SendReliable, TestName = "3 INVITE, reliable 1xx: callee")]
    [TestCase(SendPrack, SentPrack, GetPrackOk, TestName = "5 PRACK, 2xx: caller")]
    [TestCase(GetPrack, GotPrack, SendPrackOk, TestName = "5 PRACK, 2xx: callee")]
    [TestCase(SendUpdate, SentUpdate, GetUpdateOk, TestName = "6 UPDATE, 2xx: sender")]
    [TestCase(GetUpdate, GotUpdate, SendUpdateOk, TestName = "6 UPDATE, 2xx: receiver")]
    public void Offer_then_answer(Turn offer, State pending, Turn answer)
    {
        Assert.That(Step(Stable, offer), Is.EqualTo((pending, Offer)));
        Assert.That(Step(pending, answer), Is.EqualTo((Stable, Answer)));
    }

    [TestCase(SendInviteBare, Asked, GetOk, GotOk, SendAck, TestName = "2 2xx, ACK: caller")]
    [TestCase(GetInviteBare, Owing, SendOk, SentOk, GetAck, TestName = "2 2xx, ACK: callee")]
    [TestCase(SendInviteBare, Asked, GetReliable, GotReliable, SendPrack, TestName = "4 reliable 1xx, PRACK: caller")]
    [TestCase(GetInviteBare, Owing, SendReliable, SentReliable, GetPrack, TestName = "4 reliable 1xx, PRACK: callee")]
    public void Empty_invite_then_offer_then_answer(Turn bare, State asked, Turn offer, State pending, Turn answer)
    {
        Assert.That(Step(Stable, bare), Is.EqualTo((asked, Nothing)));
        Assert.That(Step(asked, offer), Is.EqualTo((pending, Offer)));
        Assert.That(Step(pending, answer), Is.EqualTo((Stable, Answer)));
    }

    [TestCase(SentInvite, GetUnreliable)]
    [TestCase(GotInvite, SendUnreliable)]
    [TestCase(Stable, GetOk, Description = "the answer went by a reliable 1xx; RFC 6337 §3.1.1")]
    [TestCase(Stable, SendOk)]
    public void Copies_mean_nothing(State state, Turn turn) => Assert.That(Step(state, turn), Is.EqualTo((state, Preview)));

    [Test]
    public void A_crossing_offer_gets_491_while_ours_is_pending(
        [ValueSource(nameof(OursPending))] State state, [Values(GetInvite, GetInviteBare, GetUpdate)] Turn turn) =>
        Assert.That(Step(state, turn), Is.EqualTo((state, Refuse491)));

    [Test]
    public void A_second_offer_gets_500_while_the_first_is_unanswered(
        [ValueSource(nameof(TheirsPending))] State state, [Values(GetInvite, GetInviteBare, GetUpdate)] Turn turn) =>
        Assert.That(Step(state, turn), Is.EqualTo((state, Refuse500)));

    [TestCase(SentInvite, OwnInviteFailed)]
    [TestCase(GotOk, OwnInviteFailed)]
    [TestCase(GotReliable, OwnInviteFailed)]
    [TestCase(SentPrack, OwnPrackFailed)]
    [TestCase(SentUpdate, OwnUpdateFailed)]
    [TestCase(GotInvite, PeerInviteFailed)]
    [TestCase(SentReliable, PeerInviteFailed)]
    [TestCase(SentOk, PeerInviteFailed)]
    [TestCase(GotPrack, PeerPrackFailed)]
    [TestCase(GotUpdate, PeerUpdateFailed)]
    public void Failure_rolls_back(State state, Turn failed) => Assert.That(Step(state, failed), Is.EqualTo((Stable, Rollback)));

    [TestCase(GotUpdate, OwnUpdateFailed, Description = "the peer's UPDATE that came after ours was answered")]
    [TestCase(SentUpdate, PeerUpdateFailed)]
    [TestCase(GotInvite, OwnInviteFailed)]
    [TestCase(Stable, OwnInviteFailed)]
    public void A_failure_of_the_other_side_changes_nothing(State state, Turn failed) => Assert.That(Step(state, failed), Is.EqualTo((state, Nothing)));

    [Test]
    public void An_answer_without_offer_is_a_violation([Values(GetPrackOk, GetUpdateOk, GetAck, SendAck, SendPrackOk, SendUpdateOk)] Turn turn) =>
        Assert.That(Step(Stable, turn), Is.EqualTo((Stable, Violation)));
}
