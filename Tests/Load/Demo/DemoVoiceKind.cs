namespace ImsConference.Tests.Load.Demo;

/// <summary>What the UEs of the demo say.</summary>
internal enum DemoVoiceKind : byte
{
    /// <summary>Synthesised speech, each in a voice of its own.</summary>
    Speech,

    /// <summary>A tone each.</summary>
    Tones,
}
