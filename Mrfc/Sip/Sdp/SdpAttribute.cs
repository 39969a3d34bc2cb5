namespace ImsConference.Sip.Sdp;

/// <summary>An a= line (RFC 8866 §5.13).</summary>
/// <param name="Name">Before the colon.</param>
/// <param name="Value">After the colon; null for a property attribute such as <c>a=sendrecv</c>.</param>
public sealed record SdpAttribute(string Name, string? Value = null);
