namespace ImsConference.Mrfc.Focus.Roster;

/// <summary>State of one endpoint in the roster (RFC 4575 §5.7.4). The wire has the words with hyphens.</summary>
public enum EndpointStatus : byte
{
    Pending,
    DialingOut,
    DialingIn,
    Alerting,
    OnHold,
    Connected,
    MutedViaFocus,
    Disconnecting,
    Disconnected,
}
