using ImsConference.Mrfc.Focus.Roster;
using ImsConference.Sip.Sessions;

namespace ImsConference.Mrfc.Focus;

/// <summary>Why the focus takes a participant out, for each of those who are told.</summary>
/// <param name="Method">For the roster.</param>
/// <param name="Cause">SIP status that stands for the cause in a Reason header (RFC 3326).</param>
/// <param name="Text">In words.</param>
/// <param name="RejectStatus">Final response for one that is still on its way in.</param>
public sealed record Removal(DisconnectionMethod Method, int Cause, string Text, int RejectStatus)
{
    public static readonly Removal ConferenceEnded = new(DisconnectionMethod.Booted, 200, "conference ended", 404);
    public static readonly Removal MediaLost = new(DisconnectionMethod.Failed, 503, "media resource lost", 503);
    public static readonly Removal Broken = new(DisconnectionMethod.Failed, 500, "server internal error", 500);
    public static readonly Removal Stopping = new(DisconnectionMethod.Booted, 503, "server is stopping", 503);
    public static readonly Removal Silent = new(DisconnectionMethod.Failed, 408, "no RTP received", 480);
    public static readonly Removal Expelled = new(DisconnectionMethod.Booted, 603, "removed from the conference", 403);
    public static readonly Removal Replaced = new(DisconnectionMethod.Departed, 200, "session moved to another device", 487);
    public static readonly Removal NoCommonFormat = new(DisconnectionMethod.Failed, 488, "no common audio format", 488);
    public static readonly Removal PreconditionsNotMet = new(DisconnectionMethod.Failed, 580, "resources were not reserved in time", 580);

    /// <summary>URI of who asked for it; null when the focus did by itself.</summary>
    public string? By { get; init; }

    /// <summary>Value of a Reason header.</summary>
    public string Reason => $"SIP;cause={Cause};text=\"{Text}\"";

    /// <summary>The final response for one that is still on its way in.</summary>
    public Refusal ToRefusal(int retryAfterSeconds) => new(RejectStatus, Text, "participant is wanted", "RFC 4579 §5")
    {
        RetryAfterSeconds = RejectStatus == 503 ? retryAfterSeconds : null,
    };
}
