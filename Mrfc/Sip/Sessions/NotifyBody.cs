namespace ImsConference.Sip.Sessions;

/// <summary>Body of a NOTIFY, for example <c>application/conference-info+xml</c>.</summary>
public sealed record NotifyBody(string ContentType, ReadOnlyMemory<byte> Content);
