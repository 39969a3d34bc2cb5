namespace ImsConference.Sip.Sessions;

/// <summary>One header to add to a message, for example <c>("P-Charging-Vector", "icid-value=\"1\"")</c>. No CR or LF in either part.</summary>
public readonly record struct HeaderLine(string Name, string Value);
