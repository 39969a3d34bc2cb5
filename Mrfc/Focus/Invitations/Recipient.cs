using ImsConference.Sip.Messages;

namespace ImsConference.Mrfc.Focus.Invitations;

/// <summary>One entry of a list of recipients.</summary>
/// <param name="Uri">As it stands there, with its method parameter and headers.</param>
/// <param name="Copy">Whether the others are told of it.</param>
/// <param name="IsAnonymous">They are told that there is one, not who.</param>
public sealed record Recipient(SipUri Uri, CopyControl Copy, bool IsAnonymous);
