namespace ImsConference.Sip.Sdp;

/// <summary>A b= line (RFC 8866 §5.8).</summary>
/// <param name="Type"><c>AS</c> and <c>CT</c> in kbit/s; <c>TIAS</c>, <c>RS</c> and <c>RR</c> in bit/s.</param>
/// <param name="Value">In the unit of the type.</param>
public sealed record Bandwidth(string Type, long Value);
