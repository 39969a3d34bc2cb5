using System.Text.Json.Serialization;

namespace ImsConference.Mrfc.Charging;

/// <summary>On which side of the call this node was (Role-of-Node, TS 32.299 §7.2, AVP 829).</summary>
public enum NodeRole : byte
{
    /// <summary>It called.</summary>
    [JsonStringEnumMemberName("ORIGINATING_ROLE")]
    Originating,

    /// <summary>It was called.</summary>
    [JsonStringEnumMemberName("TERMINATING_ROLE")]
    Terminating,
}
