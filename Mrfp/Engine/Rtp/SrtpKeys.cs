using System.Collections.Immutable;

namespace ImsConference.Engine.Rtp;

/// <summary>What protects a stream, as offer and answer agreed on it (RFC 4568 §5.1).</summary>
/// <param name="Suite">The same both ways.</param>
/// <param name="Send">Our master key and salt.</param>
/// <param name="Receive">The peer's.</param>
public sealed record SrtpKeys(SrtpSuite Suite, ImmutableArray<byte> Send, ImmutableArray<byte> Receive);
