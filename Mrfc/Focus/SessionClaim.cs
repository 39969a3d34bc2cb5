using ImsConference.Sip.Messages;
using ImsConference.Sip.Sessions;

namespace ImsConference.Mrfc.Focus;

/// <summary>The session of a conference that an INVITE names, to take its place (Replaces, RFC 3891) or to come to it (Join, RFC 3911).</summary>
internal static class SessionClaim
{
    /// <summary>Judges both headers; neither is no fault.</summary>
    /// <param name="invite">The INVITE.</param>
    /// <param name="conference">Where it goes.</param>
    /// <param name="caller">Who sent it.</param>
    /// <param name="departed">Sessions that ended lately.</param>
    /// <param name="replaced">Whose place the caller takes; null unless Replaces says so and the result is null.</param>
    /// <returns>Why not; null when there is nothing against it.</returns>
    public static Refusal? Judge(SipMessage invite, Conference conference, Caller caller, DepartedDialogs departed, out Participant? replaced)
    {
        replaced = null;
        var (replaces, joins) = (invite.Count(HeaderId.Replaces), invite.Count(HeaderId.Join));
        if (replaces + joins == 0) return null;
        if (replaces + joins > 1) return Refusals.TwoSessionNames;
        if (!SessionName.TryParse(invite[replaces > 0 ? HeaderId.Replaces : HeaderId.Join], out var name)) return Refusals.BadSessionName;

        var named = conference.Participants.FirstOrDefault(participant => IsNamed(participant, name));
        if (named is null) return departed.Holds(name) ? Refusals.SessionDeparted : Refusals.NoSuchSession;
        if (joins > 0) return named.IsConnected ? null : Refusals.NoSuchSession;
        if (named.Session is { State: SessionState.Confirmed } && name.IsEarlyOnly) return Refusals.AlreadyConfirmed;
        if (!MayReplace(invite, caller, named)) return Refusals.NotYours;

        replaced = named;
        return null;
    }

    /// <remarks>An early session counts only when it was we who called: one that calls us is not ours to give away (RFC 3891 §3).</remarks>
    private static bool IsNamed(Participant participant, SessionName name) => participant switch
    {
        { IsLeaving: true } => false,
        { Session: { State: SessionState.Confirmed } session } => name.Fits(session.Dialog.Id),
        { Call: { } call } => call.Rings(name.Fits),
        _ => false,
    };

    /// <summary>The same user on another device (RFC 4579 §5.9), or whom that user sent in its place (RFC 3891 §5).</summary>
    private static bool MayReplace(SipMessage invite, Caller caller, Participant named) => named.User.IsSameUser(caller)
        || (NameAddr.TryParse(invite[HeaderId.ReferredBy], out var by) && by.TryGetUri(out var uri) && CallerReader.IdentityOf(uri) == named.User.Uri);
}
