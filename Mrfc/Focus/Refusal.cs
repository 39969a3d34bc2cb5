using ImsConference.Sip.Sessions;

namespace ImsConference.Mrfc.Focus;

/// <summary>A no, with all that the peer and the operator are told of it.</summary>
/// <param name="Status">SIP status, 400 to 699.</param>
/// <param name="Text">Why, for people; goes out as Warning text.</param>
/// <param name="Rule">The rule that said no, for the log.</param>
/// <param name="Clause">Where that rule stands.</param>
public sealed record Refusal(int Status, string Text, string Rule, string Clause)
{
    /// <summary>Warning code (RFC 3261 §20.43): 304 media type, 305 media format, 370 bandwidth, 399 anything else.</summary>
    public int WarningCode { get; init; } = 399;

    /// <summary>Retry-After, s; 0: none.</summary>
    public int RetryAfterSeconds { get; init; }

    /// <summary>Headers that the status owes beyond Warning and Retry-After.</summary>
    public IReadOnlyList<HeaderLine> Headers { get; init; } = [];

    /// <summary>Value of the Warning header.</summary>
    /// <param name="agent">Name of this node.</param>
    public string Warning(string agent) => $"{WarningCode} {agent} \"{Text}\"";

    /// <summary>All headers but Warning.</summary>
    public HeaderLine[] FurtherHeaders() =>
        RetryAfterSeconds > 0 ? [.. Headers, new HeaderLine("Retry-After", $"{RetryAfterSeconds}")] : [.. Headers];
}
