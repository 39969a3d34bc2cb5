using System.Text;
using ImsConference.Mrfc.Focus.Admission;
using ImsConference.Mrfc.Focus.Roster;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sessions;

namespace ImsConference.Mrfc.Focus;

/// <summary>A REFER to the focus, inside or outside of an INVITE dialog: bring a user in (RFC 4579 §5.5), or take one out (§5.11).</summary>
/// <remarks>
/// Who may refer is answered in the response; what becomes of the reference is told by sipfrag. A 404 or 482 in the response would
/// end the requester's own dialog (RFC 5057 §5.1).
/// </remarks>
public sealed class Referral(FocusServices services, DialOut dialOut)
{
    public void Take(IncomingRequest request, Conference conference, Caller caller)
    {
        if (request.TakeRefer() is not { } refer) return;

        var requester = conference.Policy.Recognise(caller, FindInDialog(request, conference));
        var takesOut = refer.Method.Equals("BYE", StringComparison.OrdinalIgnoreCase);
        var isForeign = !takesOut && !refer.Method.Equals("INVITE", StringComparison.OrdinalIgnoreCase);
        var refusal = isForeign ? Refusals.ForeignMethod : takesOut ? FaultOfTakingOut(refer.ReferTo, conference, requester) : FaultOfBringingIn(conference, requester);
        if (refusal is not null)
        {
            services.Refusals.Send(refer, refusal);
            return;
        }

        if (!refer.Accept(conference.Contact)) return;

        services.Loop.Spawn($"reference {request.Message.CallId}", () => takesOut
            ? TakeOutAsync(refer, conference, requester.By)
            : BringInAsync(refer, conference, requester.By));
    }

    /// <summary>The participant who asks: by its dialog, or by the dialog it names (RFC 4538).</summary>
    private static Participant? FindInDialog(IncomingRequest request, Conference conference) =>
        conference.Participants.FirstOrDefault(participant => participant.Session is not null && participant.Session == request.Session)
        ?? conference.Participants.FirstOrDefault(participant => IsNamed(participant, request.Message));

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

    private static bool IsNamed(Participant participant, SipMessage message) =>
        participant.Session is { HasEnded: false } session
        && DialogReference.TryParse(message[HeaderId.TargetDialog], out var named)
        && Encoding.UTF8.GetString(named.CallId) == session.Dialog.Id.CallId
        && TagIs(named, "local-tag"u8, session.Dialog.Id.RemoteTag) && TagIs(named, "remote-tag"u8, session.Dialog.Id.LocalTag);

    private static bool TagIs(DialogReference named, ReadOnlySpan<byte> name, string tag) =>
        named.TryGetParameter(name, out var value) && Encoding.UTF8.GetString(value) == tag;

    private bool IsItself(Conference conference, SipUri target) => services.Conferences.TryFind(target, out var named) && named == conference;

    private static Participant[] Named(Conference conference, SipUri target)
    {
        var named = CallerReader.IdentityOf(target);
        return [.. conference.Participants.Where(participant => participant.User.Uri == named || participant.RosterUri == named)];
    }

    private Task BringInAsync(ReferServer refer, Conference conference, string? by)
    {
        if (IsItself(conference, refer.ReferTo)) return refer.FinishAsync(482); // it would call itself
        var isReachable = refer.ReferTo.IsSip || services.Options.OutboundProxy.Length > 0;                // a proxy knows what tel: means
        return isReachable ? dialOut.HostAsync(refer, conference, new RosterExecution(services.Now, null, by)) : refer.FinishAsync(416);
    }

    private async Task TakeOutAsync(ReferServer refer, Conference conference, string? by)
    {
        if (IsItself(conference, refer.ReferTo))
        {
            var told = refer.FinishAsync(200);
            services.Conferences.End(conference, Removal.ConferenceEnded with { By = by });
            await told;
            return;
        }

        var leaving = Named(conference, refer.ReferTo);
        foreach (var participant in leaving) services.Conferences.Expel(participant, by);
        await refer.FinishAsync(leaving.Length > 0 ? 200 : 404);
    }
}
