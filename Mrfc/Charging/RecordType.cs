using System.Text.Json.Serialization;

namespace ImsConference.Mrfc.Charging;

/// <summary>What a record tells (Accounting-Record-Type, RFC 6733 §9.8.1).</summary>
public enum RecordType : byte
{
    /// <summary>All of something that was over at once: a call that came to nothing.</summary>
    [JsonStringEnumMemberName("EVENT_RECORD")]
    Event = 1,

    /// <summary>The beginning. Kept in the journal, and written nowhere else.</summary>
    [JsonStringEnumMemberName("START_RECORD")]
    Start = 2,

    /// <summary>How it stands meanwhile.</summary>
    [JsonStringEnumMemberName("INTERIM_RECORD")]
    Interim = 3,

    /// <summary>The end, with all that is known.</summary>
    [JsonStringEnumMemberName("STOP_RECORD")]
    Stop = 4,
}
