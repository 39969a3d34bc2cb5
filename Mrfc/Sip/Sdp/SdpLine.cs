namespace ImsConference.Sip.Sdp;

/// <summary>A line that the model does not interpret; it survives reading and writing.</summary>
/// <param name="Type">The letter before the equals sign.</param>
/// <param name="Value">The rest.</param>
public sealed record SdpLine(char Type, string Value);
