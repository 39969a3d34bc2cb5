using ImsConference.Sip.Messages;

namespace ImsConference.Mrfc.Focus.Invitations;

/// <summary>One user that a REFER is about.</summary>
/// <param name="Target">As the REFER names it.</param>
/// <param name="Invitation">To bring the user in; null: it is to be taken out.</param>
public sealed record Reference(SipUri Target, Invitation? Invitation);
