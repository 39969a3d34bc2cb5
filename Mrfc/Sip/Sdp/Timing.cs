using System.Collections.Immutable;

namespace ImsConference.Sip.Sdp;

/// <summary>A t= line (RFC 8866 §5.9), NTP seconds; 0 0 is a session without bounds.</summary>
/// <param name="Start">Start.</param>
/// <param name="Stop">End.</param>
public sealed record Timing(ulong Start = 0, ulong Stop = 0)
{
    /// <summary>Values of the r= lines that follow it, as text.</summary>
    public ImmutableArray<string> Repeats { get; init; } = [];
}
