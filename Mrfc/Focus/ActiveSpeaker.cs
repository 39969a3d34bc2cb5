namespace ImsConference.Mrfc.Focus;

/// <summary>One who is heard in a conference now.</summary>
/// <param name="Participant">Who.</param>
/// <param name="LevelDbov">How loud: −dBov, 0 the loudest, 127 silence (RFC 6464 §3).</param>
public sealed record ActiveSpeaker(Participant Participant, int LevelDbov);
