using System.Diagnostics.CodeAnalysis;
using System.Text;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sessions;

namespace ImsConference.Mrfc.Focus.Invitations;

/// <summary>What a REFER says of who refers, to be carried on in the INVITE (RFC 3892 §3).</summary>
/// <param name="Headers">Referred-By as it came; none when there was none, or the referrer wants privacy.</param>
/// <param name="Parts">The signed proof that it names, if any.</param>
public sealed record Referrer(IReadOnlyList<HeaderLine> Headers, IReadOnlyList<BodyPart> Parts)
{
    private static readonly Referrer Unnamed = new([], []);

    /// <param name="refer">The REFER.</param>
    /// <param name="isPrivate">Others must not learn who refers (RFC 3323, RFC 4579 §6).</param>
    /// <param name="referrer">What goes on.</param>
    /// <param name="refusal">Referred-By is doubled or malformed, or names a part that is not there; null when the result is true.</param>
    public static bool TryRead(SipMessage refer, bool isPrivate, out Referrer referrer, [NotNullWhen(false)] out Refusal? refusal)
    {
        referrer = Unnamed;
        refusal = null;
        if (!refer.Has(HeaderId.ReferredBy)) return true;

        refusal = Refusals.BadReferredBy;
        if (refer.Count(HeaderId.ReferredBy) != 1 || !NameAddr.TryParse(refer[HeaderId.ReferredBy], out var by) || !by.TryGetUri(out _)) return false;

        BodyPart[] parts = [];
        if (by.TryGetParameter("cid"u8, out var cid))
        {
            var id = HeaderParameters.Text(cid);
            parts = [.. MultipartBody.Parts(refer).Where(part => part.Id.Length > 0 && part.Id == id)];
            if (parts.Length == 0) return false;
        }

        refusal = null;
        if (!isPrivate) referrer = new Referrer([new HeaderLine("Referred-By", Encoding.UTF8.GetString(refer[HeaderId.ReferredBy]))], parts);
        return true;
    }
}
