using System.Text.Json.Serialization;

namespace ImsConference.Mrfc.Charging;

/// <summary>Inter-Operator-Identifier (TS 32.299 §7.2, AVP 838): the networks of both sides.</summary>
/// <param name="Originating">Of the calling side; null when nobody said.</param>
/// <param name="Terminating">Of the called side; null when nobody said.</param>
public sealed record OperatorPair(
    [property: JsonPropertyName("Originating-IOI")] string? Originating,
    [property: JsonPropertyName("Terminating-IOI")] string? Terminating);
