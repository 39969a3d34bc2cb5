using ImsConference.Sip.Sessions;

namespace ImsConference.Mrfc.Focus.Redirect;

/// <summary>Third unit: transmits the allocated URI to the caller, in the Contact of a 302 (RFC 3261 §21.3.3, RFC 4579 §5.4).</summary>
public sealed class TransmissionUnit(FocusServices services)
{
    public void Transmit(ServerInvite invite, Conference conference)
    {
        services.Log.LogInformation("Call {CallId} is redirected to {Uri}", invite.Request.CallId, conference.Uri);
        invite.Redirect([conference.Contact]);
    }
}
