using ImsConference.Mrfc.Focus.Roster;
using ImsConference.Sip.Sessions;

namespace ImsConference.Mrfc.Focus;

/// <summary>Why the focus takes a participant out, for each of those who are told.</summary>
/// <param name="Method">For the roster.</param>
/// <param name="Cause">SIP status that stands for the cause in a Reason header (RFC 3326).</param>
/// <param name="Q850">The same for telephone networks: ITU-T Q.850 cause value.</param>
/// <param name="Text">In words.</param>
/// <param name="RejectStatus">Final response for one that is still on its way in.</param>
public sealed record Removal(DisconnectionMethod Method, int Cause, int Q850, string Text, int RejectStatus)
{
    private const int NormalClearing = 16;
    private const int CallRejected = 21;
    private const int TemporaryFailure = 41;
    private const int ResourceUnavailable = 47;
    private const int IncompatibleDestination = 88;
    private const int TimerExpired = 102;

    public static readonly Removal ConferenceEnded = new(DisconnectionMethod.Booted, 200, NormalClearing, "conference ended", 404);
    public static readonly Removal TimeIsUp = new(DisconnectionMethod.Booted, 200, NormalClearing, "longest duration reached", 404);
    public static readonly Removal Alone = new(DisconnectionMethod.Booted, 200, NormalClearing, "nobody else is left", 404);
    public static readonly Removal MediaLost = new(DisconnectionMethod.Failed, 503, TemporaryFailure, "media resource lost", 503);
    public static readonly Removal Broken = new(DisconnectionMethod.Failed, 500, TemporaryFailure, "server internal error", 500);
    public static readonly Removal Stopping = new(DisconnectionMethod.Booted, 503, TemporaryFailure, "server is stopping", 503);
    public static readonly Removal Silent = new(DisconnectionMethod.Failed, 408, TimerExpired, "no RTP received", 480);
    public static readonly Removal Expelled = new(DisconnectionMethod.Booted, 603, CallRejected, "removed from the conference", 403);
    public static readonly Removal Replaced = new(DisconnectionMethod.Departed, 200, NormalClearing, "session moved to another device", 487);
    public static readonly Removal CameByItself = new(DisconnectionMethod.Departed, 200, NormalClearing, "call completed elsewhere", 487);
    public static readonly Removal NoCommonFormat = new(DisconnectionMethod.Failed, 488, IncompatibleDestination, "no common audio format", 488);
    public static readonly Removal PreconditionsNotMet = new(DisconnectionMethod.Failed, 580, ResourceUnavailable, "resources were not reserved in time", 580);
    public static readonly Removal WrongPin = new(DisconnectionMethod.Failed, 403, CallRejected, "wrong PIN", 403);
    public static readonly Removal PinLockedOut = new(DisconnectionMethod.Failed, 403, CallRejected, "too many wrong PINs, try again later", 403);
    public static readonly Removal PinServerLost = new(DisconnectionMethod.Failed, 503, TemporaryFailure, "the PIN cannot be checked now", 503);
    public static readonly Removal NoModerator = new(DisconnectionMethod.Failed, 480, NormalClearing, "no moderator came", 480);

    /// <summary>URI of who asked for it; null when the focus did by itself.</summary>
    public string? By { get; init; }

    /// <summary>Value of a Reason header, one for each protocol.</summary>
    public string Reason => $"SIP;cause={Cause};text=\"{Text}\", Q.850;cause={Q850}";

    /// <summary>The final response for one that is still on its way in.</summary>
    public Refusal ToRefusal(int retryAfterSeconds) => new(RejectStatus, Text, "participant is wanted", "RFC 4579 §5")
    {
        RetryAfterSeconds = RejectStatus == 503 ? retryAfterSeconds : null,
    };
}
