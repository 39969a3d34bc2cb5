using System.Text;
using ImsConference.Sip.Dialogs;
using ImsConference.Sip.Messages;

namespace ImsConference.Mrfc.Focus;

/// <summary>A session, as Replaces (RFC 3891 §3) or Join (RFC 3911 §3) names it to the one that takes part in it.</summary>
/// <param name="CallId">Call-ID of its dialog.</param>
/// <param name="LocalTag">The receiver's tag, which the header calls to-tag.</param>
/// <param name="RemoteTag">The other's, from-tag.</param>
/// <param name="IsEarlyOnly">Only while it is not answered yet.</param>
public readonly record struct SessionName(string CallId, string LocalTag, string RemoteTag, bool IsEarlyOnly)
{
    /// <returns>False when malformed: both tags are there, once each (RFC 3891 §6.1).</returns>
    public static bool TryParse(ReadOnlySpan<byte> value, out SessionName name)
    {
        name = default;
        if (!DialogReference.TryParse(value, out var reference)) return false;

        var parameters = HeaderParameters.All(reference.Parameters);
        if (Tag(parameters, "to-tag") is not { } local || Tag(parameters, "from-tag") is not { } remote) return false;
        name = new SessionName(Encoding.UTF8.GetString(reference.CallId), local, remote, HeaderParameters.Has(reference.Parameters, "early-only"u8));
        return true;
    }

    /// <summary>Whether it names that dialog. A tag of 0 stands for none, too (RFC 3891 §3).</summary>
    public bool Fits(DialogId dialog) => CallId == dialog.CallId && LocalTag == dialog.LocalTag
        && (RemoteTag == dialog.RemoteTag || (RemoteTag == "0" && dialog.RemoteTag.Length == 0));

    private static string? Tag(IReadOnlyList<HeaderParameter> parameters, string name)
    {
        var tags = parameters.Where(parameter => parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).ToArray();
        return tags is [{ Value.Length: > 0 } only] ? only.Value : null;
    }
}
