using System.Text;
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

        var requester = FindRequester(request, conference, caller);
        var owns = requester is { IsCreator: true } || caller.IsSameUser(conference.Creator);
        var takesOut = refer.Method.Equals("BYE", StringComparison.OrdinalIgnoreCase);
        var refusal = requester is null && !owns ? Refusals.NotAParticipant
            : !takesOut && !refer.Method.Equals("INVITE", StringComparison.OrdinalIgnoreCase) ? Refusals.ForeignMethod
            : takesOut && !owns && !NamesOnly(refer.ReferTo, requester) ? Refusals.NotTheCreator
            : !takesOut && conference.IsFull ? Refusals.ConferenceFull
            : null;
        if (refusal is not null)
        {
            services.Refusals.Send(refer, refusal);
            return;
        }

        if (!refer.Accept(conference.Contact)) return;

        var by = requester?.RosterUri ?? (caller.IsPrivate ? null : caller.Uri);
        services.Loop.Spawn($"reference {request.Message.CallId}", () => takesOut
            ? TakeOutAsync(refer, conference, by)
            : BringInAsync(refer, conference, by));
    }

    /// <summary>The participant who asks: by its dialog, by the dialog it names (RFC 4538), or by its identity.</summary>
    private static Participant? FindRequester(IncomingRequest request, Conference conference, Caller caller) =>
        conference.Participants.FirstOrDefault(participant => participant.Session is not null && participant.Session == request.Session)
        ?? conference.Participants.FirstOrDefault(participant => IsNamed(participant, request.Message))
        ?? conference.Participants.FirstOrDefault(participant => participant.IsConnected && participant.User.IsSameUser(caller));

    private static bool IsNamed(Participant participant, SipMessage message) =>
        participant.Session is { HasEnded: false } session
        && DialogReference.TryParse(message[HeaderId.TargetDialog], out var named)
        && Encoding.UTF8.GetString(named.CallId) == session.Dialog.Id.CallId
        && TagIs(named, "local-tag"u8, session.Dialog.Id.RemoteTag) && TagIs(named, "remote-tag"u8, session.Dialog.Id.LocalTag);

    private static bool TagIs(DialogReference named, ReadOnlySpan<byte> name, string tag) =>
        named.TryGetParameter(name, out var value) && Encoding.UTF8.GetString(value) == tag;

    private static bool NamesOnly(SipUri target, Participant? requester) =>
        requester is not null && CallerReader.IdentityOf(target) is var named && (named == requester.User.Uri || named == requester.RosterUri);

    private Task BringInAsync(ReferServer refer, Conference conference, string? by)
    {
        if (services.Conferences.TryFind(refer.ReferTo, out var itself) && itself == conference) return refer.FinishAsync(482); // it would call itself
        var isReachable = refer.ReferTo.IsSip || services.Options.OutboundProxy.Length > 0;                // a proxy knows what tel: means
        return isReachable ? dialOut.HostAsync(refer, conference, new RosterExecution(services.Now, null, by)) : refer.FinishAsync(416);
    }

    private async Task TakeOutAsync(ReferServer refer, Conference conference, string? by)
    {
        if (services.Conferences.TryFind(refer.ReferTo, out var itself) && itself == conference)
        {
            var told = refer.FinishAsync(200);
            services.Conferences.End(conference, Removal.ConferenceEnded with { By = by });
            await told;
            return;
        }

        var named = CallerReader.IdentityOf(refer.ReferTo);
        var leaving = conference.Participants.Where(participant => participant.User.Uri == named || participant.RosterUri == named).ToArray();
        foreach (var participant in leaving) participant.Remove(Removal.Expelled with { By = by });
        conference.EndSubscriptions(services.Loop, [.. leaving.Select(participant => participant.User)]);
        await refer.FinishAsync(leaving.Length > 0 ? 200 : 404);
    }
}
