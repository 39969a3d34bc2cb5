namespace ImsConference.Sip.Sdp;

/// <summary>One a=curr, a=des or a=conf line (RFC 3312 §4).</summary>
/// <param name="Kind">Which of the three.</param>
/// <param name="Type">Precondition type, <c>qos</c> as a rule.</param>
/// <param name="Strength">Of a=des; null on the other two.</param>
/// <param name="Status">e2e, local or remote, as the sender of the SDP sees it.</param>
/// <param name="Direction">Direction.</param>
public sealed record Precondition(
    PreconditionKind Kind, string Type, PreconditionStrength? Strength, PreconditionStatus Status, MediaDirection Direction);
