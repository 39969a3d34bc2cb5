using System.Text.Json.Serialization;

namespace ImsConference.Mrfc.Charging;

/// <summary>How the media of a participant went, as its MRFP counted it. No AVP of 3GPP: a gateway may leave it out.</summary>
public sealed record MediaFigures
{
    [JsonPropertyName("Packets-Received")]
    public required ulong PacketsReceived { get; init; }

    [JsonPropertyName("Octets-Received")]
    public required ulong OctetsReceived { get; init; }

    [JsonPropertyName("Packets-Sent")]
    public required ulong PacketsSent { get; init; }

    [JsonPropertyName("Octets-Sent")]
    public required ulong OctetsSent { get; init; }

    /// <summary>Of those to us, never came.</summary>
    [JsonPropertyName("Packets-Lost")]
    public required ulong PacketsLost { get; init; }

    /// <summary>Of those from us, as the peer said.</summary>
    [JsonPropertyName("Peer-Packets-Lost")]
    public required ulong PeerPacketsLost { get; init; }

    [JsonPropertyName("Jitter-Ms")]
    public required double JitterMs { get; init; }

    [JsonPropertyName("Round-Trip-Ms")]
    public required double RoundTripMs { get; init; }

    /// <summary>1..4.5; 0 when nothing came.</summary>
    [JsonPropertyName("MOS")]
    public required double Mos { get; init; }
}
