using ImsConference.Mrfc.Focus.Admission;
using ImsConference.Mrfc.Focus.Invitations;
using ImsConference.Mrfc.Focus.Roster;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sessions;

namespace ImsConference.Mrfc.Focus;

/// <summary>A REFER to the focus, inside or outside of an INVITE dialog: bring users in (RFC 4579 §5.5, RFC 5368), or take them out (§5.11).</summary>
/// <remarks>
/// Who may refer is answered in the response; what becomes of the reference is told by sipfrag. A 404 or 482 in the response would
/// end the requester's own dialog (RFC 5057 §5.1).
/// </remarks>
public sealed class Referral(FocusServices services, DialOut dialOut)
{
    private readonly ReferenceReader _reader = new(services.Options.MaxRecipients);
    private readonly CallProgress _progress = new(services);

    /// <param name="request">The REFER.</param>
    /// <param name="conference">Where it goes.</param>
    /// <param name="caller">Who sent it.</param>
    /// <param name="participant">Itself in the conference, known by its dialog; null: by its identity, if at all.</param>
    public void Take(IncomingRequest request, Conference conference, Caller caller, Participant? participant)
    {
        if (request.TakeRefer() is not { } refer) return;

        var requester = conference.Policy.Recognise(caller, participant);
        var execution = new RosterExecution(services.Now, null, requester.By);
        if (!Referrer.TryRead(request.Message, caller.IsPrivate, out var referrer, out var refusal)
            || !_reader.TryRead(refer, referrer, execution, out var references, out refusal)
            || !IsPermitted(references, conference, requester, out refusal))
        {
            services.Refusals.Send(refer, refusal);
            return;
        }

        if (!refer.Accept(conference.Contact)) return;

        foreach (var reference in references)
        {
            services.Loop.Spawn($"reference {request.Message.CallId}", () => reference.Invitation is { } invitation
                ? BringInAsync(refer, conference, invitation, references.Count == 1 ? requester.Participant : null)
                : TakeOutAsync(refer, conference, reference.Target, requester.By));
        }
    }

    private bool IsPermitted(
        IReadOnlyList<Reference> references, Conference conference, Actor requester, [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out Refusal? refusal)
    {
        refusal = references
            .Select(reference => reference.Invitation is null ? FaultOfTakingOut(reference.Target, conference, requester) : FaultOfBringingIn(conference, requester))
            .FirstOrDefault(fault => fault is not null);
        var isTooMany = conference.Participants.Count + references.Count(reference => reference.Invitation is not null) > conference.MaxParticipants;
        if (refusal is null && references.Count > 1 && isTooMany) refusal = Refusals.ConferenceFull;
        return refusal is null;
    }

    private static Refusal? FaultOfBringingIn(Conference conference, Actor requester) =>
        conference.Policy.MayInvite(requester, out var refusal) ? null : refusal;

    /// <remarks>Who may not remove others does not learn who is in.</remarks>
    private Refusal? FaultOfTakingOut(SipUri target, Conference conference, Actor requester)
    {
        Refusal? refusal;
        if (IsItself(conference, target)) return conference.Policy.MayEnd(requester, out refusal) ? null : refusal;

        var named = Named(conference, target);
        if (named.Length == 0) return conference.Policy.MayExpelAnybody(requester, out refusal) ? null : refusal;
        return named.Select(participant => conference.Policy.MayExpel(requester, participant, out var no) ? null : no).FirstOrDefault(no => no is not null);
    }

    private bool IsItself(Conference conference, SipUri target) => services.Conferences.TryFind(target, out var named) && named == conference;

    private static Participant[] Named(Conference conference, SipUri target)
    {
        var named = CallerReader.IdentityOf(target);
        return [.. conference.Participants.Where(participant => participant.User.Uri == named || participant.RosterUri == named)];
    }

    /// <remarks>That the referrer listens no longer withdraws nothing (RFC 3515 §2.4.7); a REFER with method=BYE does.</remarks>
    private async Task BringInAsync(ReferServer refer, Conference conference, Invitation invitation, Participant? listener)
    {
        var call = dialOut.Invite(conference, invitation);
        _progress.Follow(call, listener);
        call.Progressed += Report;
        if (call is { Status: > 100, Outcome.IsCompleted: false }) Report(call.Status); // another has asked for this user before
        await refer.FinishAsync(await call.Outcome);

        void Report(int status) => services.Loop.Spawn("progress of a reference", () => refer.ReportAsync(status));
    }

    private async Task TakeOutAsync(ReferServer refer, Conference conference, SipUri target, string? by)
    {
        if (IsItself(conference, target))
        {
            var told = refer.FinishAsync(200);
            services.Conferences.End(conference, Removal.ConferenceEnded with { By = by });
            await told;
            return;
        }

        var leaving = Named(conference, target);
        foreach (var participant in leaving) services.Conferences.Expel(participant, by);
        await refer.FinishAsync(leaving.Length > 0 ? 200 : 404);
    }
}
