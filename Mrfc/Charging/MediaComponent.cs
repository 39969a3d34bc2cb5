using System.Text.Json.Serialization;

namespace ImsConference.Mrfc.Charging;

/// <summary>SDP-Media-Component (TS 32.299 §7.2, AVP 843): one medium as it was agreed.</summary>
/// <param name="Name">The value of the m= line, for example <c>audio 49170 RTP/AVP 8 101</c>.</param>
/// <param name="Description">Its a= lines that tell codecs and direction, for example <c>rtpmap:8 PCMA/8000</c>.</param>
public sealed record MediaComponent(
    [property: JsonPropertyName("SDP-Media-Name")] string Name,
    [property: JsonPropertyName("SDP-Media-Description")] IReadOnlyList<string> Description);
