using ImsConference.Sip.Messages;
using ImsConference.Sip.Sdp;
using Microsoft.Extensions.Logging;

namespace ImsConference.Sip.Sessions;

/// <summary>A no, with all that the peer and the operator are told of it.</summary>
/// <param name="Status">SIP status, 400 to 699.</param>
/// <param name="Text">Why, for people; goes out as Warning text.</param>
/// <param name="Rule">The rule that said no, for the log.</param>
/// <param name="Clause">Where that rule stands.</param>
public sealed record Refusal(int Status, string Text, string Rule, string Clause)
{
    /// <summary>Warning code (RFC 3261 §20.43): 304 media type, 305 media format, 370 bandwidth, 399 anything else.</summary>
    public int WarningCode { get; init; } = 399;

    /// <summary>Retry-After, s; null: none.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>Headers that the status owes beyond Warning and Retry-After.</summary>
    public IReadOnlyList<HeaderLine> Headers { get; init; } = [];

    /// <summary>Session description that goes with it; null: none.</summary>
    public SessionDescription? Description { get; init; }

    /// <summary>Value of the Warning header.</summary>
    /// <param name="agent">Name of this node.</param>
    public string Warning(string agent) => $"{WarningCode} {agent} {HeaderParameters.Quote(Text)}";

    /// <summary>All headers but Warning.</summary>
    public HeaderLine[] FurtherHeaders() =>
        RetryAfterSeconds is { } seconds ? [.. Headers, new HeaderLine("Retry-After", $"{seconds}")] : [.. Headers];

    /// <summary>The one line that every refusal leaves, whoever says no.</summary>
    /// <param name="log">Where to.</param>
    /// <param name="what">What is refused, for example <c>INVITE</c> or <c>offer</c>.</param>
    /// <param name="callId">Of which call.</param>
    public void LogTo(ILogger log, string what, string callId) => log.LogInformation(
        "Refused {What} of call {CallId}: {Status} {Text} (rule: {Rule}; {Clause})", what, callId, Status, Text, Rule, Clause);
}
