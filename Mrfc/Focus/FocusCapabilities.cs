using ImsConference.Mrfc.Focus.Invitations;
using ImsConference.Mrfc.Focus.Keys;
using ImsConference.Mrfc.Focus.Roster;

namespace ImsConference.Mrfc.Focus;

/// <summary>What a focus says of itself in Supported, Allow, Allow-Events and Accept (RFC 4579 §5.1).</summary>
public static class FocusCapabilities
{
    public static IReadOnlyList<string> Supported { get; } = ["100rel", "precondition", "timer", "replaces", "join", "tdialog", "norefersub", "nosub", "multiple-refer"];

    /// <summary>What a factory has beyond these.</summary>
    public static string[] SupportedAtFactory => [RecipientInviter.Tag];

    public static IReadOnlyList<string> Allow { get; } =
        ["INVITE", "ACK", "CANCEL", "OPTIONS", "BYE", "PRACK", "UPDATE", "INFO", "REFER", "SUBSCRIBE", "NOTIFY"];

    public static IReadOnlyList<string> AllowEvents { get; } = ["conference", "refer"];

    public static IReadOnlyList<string> Accept { get; } = ["application/sdp", ConferenceInfoWriter.MimeType, "message/sipfrag", RecipientList.MimeType, DtmfBody.RelayType, DtmfBody.PlainType];
}
