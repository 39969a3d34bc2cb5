using System.Diagnostics.CodeAnalysis;
using ImsConference.Mrfc.Focus.Ims;
using ImsConference.Mrfc.Focus.Roster;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sessions;

namespace ImsConference.Mrfc.Focus.Invitations;

/// <summary>An INVITE to a factory that brings a list of others along (RFC 5366).</summary>
public sealed class RecipientInviter(FocusServices services, DialOut dialOut)
{
    /// <summary>Option tag; only a factory has it.</summary>
    public const string Tag = "recipient-list-invite";

    /// <summary>Reads whom the INVITE brings along.</summary>
    /// <param name="invite">The INVITE.</param>
    /// <param name="creator">Who sent it; named in its own list it is not called.</param>
    /// <param name="invitations">Empty when there is no list.</param>
    /// <param name="refusal">Why it cannot be served; null when the result is true.</param>
    public bool TryRead(SipMessage invite, Caller creator, out IReadOnlyList<Invitation> invitations, [NotNullWhen(false)] out Refusal? refusal)
    {
        invitations = [];
        refusal = null;
        var isRequired = invite.Lists(HeaderId.Require, Tag);
        if (Find(invite, isRequired) is not { } list)
        {
            refusal = isRequired ? Refusals.NoList : null;
            return refusal is null;
        }

        if (!RecipientList.TryRead(list, out var recipients, out refusal)) return false;

        recipients = [.. recipients.Where(recipient => CallerReader.IdentityOf(recipient.Uri) != creator.Uri)];
        refusal = recipients.Count > services.Options.MaxRecipients ? Refusals.ListTooLong
            : recipients.Count >= services.Options.MaxParticipants ? Refusals.ConferenceFull : null;
        return refusal is null && TryInvite(recipients, ImsHeaders.HopsAfter(invite), out invitations, out refusal);
    }

    /// <summary>Calls them, now that whoever brings them along is in.</summary>
    public void Invite(Participant creator, IEnumerable<Invitation> invitations)
    {
        var referred = new RosterExecution(services.Now, null, creator.RosterUri);
        foreach (var invitation in invitations) dialOut.Invite(creator.Conference, invitation with { Referred = referred });
    }

    /// <remarks>Where the tag is required, a list that says nothing of its use is meant by it.</remarks>
    private static BodyPart? Find(SipMessage invite, bool isRequired)
    {
        var parts = MultipartBody.Parts(invite);
        return parts.FirstOrDefault(part => part.IsFor(RecipientList.Disposition))
            ?? (isRequired ? parts.FirstOrDefault(part => part.Disposition.Length == 0 && part.Is(RecipientList.MimeType)) : null);
    }

    private static bool TryInvite(
        IReadOnlyList<Recipient> recipients, int hops, out IReadOnlyList<Invitation> invitations, [NotNullWhen(false)] out Refusal? refusal)
    {
        var read = new List<Invitation>();
        invitations = read;
        refusal = null;
        var history = RecipientHistory.Of(recipients);
        foreach (var recipient in recipients)
        {
            if (!ReferenceHeaders.TryRead(recipient.Uri, out var headers, out refusal)) return false;
            read.Add(new Invitation(recipient.Uri.AsTarget())
            {
                Headers = headers,
                Parts = history is null ? [] : [history],
                MaxForwards = hops,
            });
        }

        return true;
    }
}
