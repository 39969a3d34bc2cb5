namespace ImsConference.Sip.Messages;

/// <summary>Where one header field lies in the message; offsets in bytes.</summary>
internal readonly record struct HeaderRange(HeaderId Id, ushort NameStart, ushort NameLength, ushort ValueStart, ushort ValueLength);
