namespace ImsConference.Mrfc.Console.Api;

/// <summary>What a conference carries.</summary>
public enum MediaKind : byte
{
    Audio,
}
