namespace ImsConference.Sip.Dialogs;

/// <summary>What identifies a dialog, seen from our side (RFC 3261 §12). An empty remote tag is one of an RFC 2543 peer.</summary>
public readonly record struct DialogId(string CallId, string LocalTag, string RemoteTag);
