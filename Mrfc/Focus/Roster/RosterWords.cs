namespace ImsConference.Mrfc.Focus.Roster;

/// <summary>The words of RFC 4575's schema.</summary>
internal static class RosterWords
{
    public static string For(ElementState state) => state switch
    {
        ElementState.Full => "full",
        ElementState.Partial => "partial",
        ElementState.Deleted => "deleted",
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };

    public static string For(EndpointStatus status) => status switch
    {
        EndpointStatus.Pending => "pending",
        EndpointStatus.DialingOut => "dialing-out",
        EndpointStatus.DialingIn => "dialing-in",
        EndpointStatus.Alerting => "alerting",
        EndpointStatus.OnHold => "on-hold",
        EndpointStatus.Connected => "connected",
        EndpointStatus.MutedViaFocus => "muted-via-focus",
        EndpointStatus.Disconnecting => "disconnecting",
        EndpointStatus.Disconnected => "disconnected",
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };

    public static string For(JoiningMethod method) => method switch
    {
        JoiningMethod.DialedIn => "dialed-in",
        JoiningMethod.DialedOut => "dialed-out",
        JoiningMethod.FocusOwner => "focus-owner",
        _ => throw new ArgumentOutOfRangeException(nameof(method)),
    };

    public static string For(DisconnectionMethod method) => method switch
    {
        DisconnectionMethod.Departed => "departed",
        DisconnectionMethod.Booted => "booted",
        DisconnectionMethod.Failed => "failed",
        DisconnectionMethod.Busy => "busy",
        _ => throw new ArgumentOutOfRangeException(nameof(method)),
    };

    public static string For(MediaStatus status) => status switch
    {
        MediaStatus.Inactive => "inactive",
        MediaStatus.SendOnly => "sendonly",
        MediaStatus.RecvOnly => "recvonly",
        MediaStatus.SendRecv => "sendrecv",
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };
}
