using System.Text.Json.Serialization;

namespace ImsConference.Mrfc.Charging;

/// <summary>Time-Stamps (TS 32.299 §7.2, AVP 833).</summary>
/// <param name="Request">When the INVITE came or was sent.</param>
/// <param name="Response">When it was answered with 200; null when it was not.</param>
public sealed record CallTimes(
    [property: JsonPropertyName("SIP-Request-Timestamp")] DateTimeOffset Request,
    [property: JsonPropertyName("SIP-Response-Timestamp")] DateTimeOffset? Response);
