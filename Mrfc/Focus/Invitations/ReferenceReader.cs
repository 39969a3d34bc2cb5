using System.Diagnostics.CodeAnalysis;
using ImsConference.Mrfc.Focus.Ims;
using ImsConference.Mrfc.Focus.Roster;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sessions;

namespace ImsConference.Mrfc.Focus.Invitations;

/// <summary>What a REFER asks for: one user in Refer-To (RFC 3515), or as many as the list holds that Refer-To points at (RFC 5368).</summary>
/// <param name="maxRecipients">Longest list that is taken.</param>
public sealed class ReferenceReader(int maxRecipients)
{
    private const string ListScheme = "cid"; // a part of the body (RFC 2392)

    /// <param name="refer">The REFER.</param>
    /// <param name="referrer">What its INVITEs say of who refers.</param>
    /// <param name="execution">What the roster says of it.</param>
    /// <param name="references">At least one.</param>
    /// <param name="refusal">Why it cannot be served; null when the result is true.</param>
    public bool TryRead(
        ReferServer refer, Referrer referrer, RosterExecution execution, out IReadOnlyList<Reference> references, [NotNullWhen(false)] out Refusal? refusal)
    {
        references = [];
        if (!TryReadTargets(refer, out var targets, out refusal)) return false;

        var common = new Invitation(refer.ReferTo)
        {
            Referred = execution,
            Headers = referrer.Headers,
            Parts = referrer.Parts,
            MaxForwards = ImsHeaders.HopsAfter(refer.Request.Message),
        };
        var read = new List<Reference>();
        foreach (var target in targets)
        {
            if (!TryRead(target, common, out var reference, out refusal)) return false;
            read.Add(reference);
        }

        references = read;
        return true;
    }

    private bool TryReadTargets(ReferServer refer, out IReadOnlyList<SipUri> targets, [NotNullWhen(false)] out Refusal? refusal)
    {
        targets = [refer.ReferTo];
        refusal = null;
        if (refer.ReferTo.Scheme != ListScheme) return true;

        var message = refer.Request.Message;
        var id = Uri.UnescapeDataString(refer.ReferTo.Text[(ListScheme.Length + 1)..]);
        refusal = !message.Lists(HeaderId.Require, "multiple-refer") ? Refusals.ListNeedsTag : !refer.IsSilent ? Refusals.ListNeedsSilence : null;
        if (refusal is not null) return false;

        refusal = Refusals.NoList;
        if (MultipartBody.Parts(message).FirstOrDefault(part => part.Id == id) is not { } list) return false;
        if (!RecipientList.TryRead(list, out var recipients, out refusal)) return false;

        targets = [.. recipients.Select(recipient => recipient.Uri)];
        refusal = recipients.Count > maxRecipients ? Refusals.ListTooLong : null;
        return refusal is null;
    }

    private static bool TryRead(SipUri target, Invitation common, out Reference reference, [NotNullWhen(false)] out Refusal? refusal)
    {
        reference = new Reference(target, null);
        refusal = null;
        if (target.Method.Equals("BYE", StringComparison.OrdinalIgnoreCase)) return true;

        refusal = Refusals.ForeignMethod;
        if (target.Method.Length > 0 && !target.Method.Equals("INVITE", StringComparison.OrdinalIgnoreCase)) return false;
        if (!ReferenceHeaders.TryRead(target, out var headers, out refusal)) return false;

        var user = target.AsTarget();
        reference = new Reference(target, common with { Target = user, Headers = [.. common.Headers, .. headers] });
        return true;
    }
}
