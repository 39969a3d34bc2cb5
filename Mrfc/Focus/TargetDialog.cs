using System.Text;
using ImsConference.Sip.Dialogs;
using ImsConference.Sip.Messages;

namespace ImsConference.Mrfc.Focus;

/// <summary>A request outside of a dialog that names one of ours, and is as good as inside (RFC 4538).</summary>
internal static class TargetDialog
{
    /// <summary>Whether the message names that dialog; its tags are local and remote as the sender sees them.</summary>
    public static bool Names(Dialog dialog, SipMessage message) =>
        DialogReference.TryParse(message[HeaderId.TargetDialog], out var named)
        && Encoding.UTF8.GetString(named.CallId) == dialog.Id.CallId
        && TagIs(named, "local-tag"u8, dialog.Id.RemoteTag) && TagIs(named, "remote-tag"u8, dialog.Id.LocalTag);

    private static bool TagIs(DialogReference named, ReadOnlySpan<byte> name, string tag) =>
        named.TryGetParameter(name, out var value) && Encoding.UTF8.GetString(value) == tag;
}
