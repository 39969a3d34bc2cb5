using System.Text.Json;
using System.Text.Json.Serialization;

namespace ImsConference.Mrfc.Charging;

/// <summary>
/// One line of call detail: a participant's session, or a conference. Fields bear the names of the AVPs that TS 32.260 sends over Rf for an MRFC
/// (TS 32.299 §7.2), so that a gateway can map them one by one.
/// </summary>
/// <remarks>Never holds a PIN or a key that was pressed.</remarks>
public sealed record ChargingRecord
{
    private static readonly JsonSerializerOptions Json = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The same in all records of one session, and in no others (RFC 6733 §8.8).</summary>
    [JsonPropertyName("Session-Id")]
    public required string SessionId { get; init; }

    [JsonPropertyName("Accounting-Record-Type")]
    public required RecordType Type { get; init; }

    /// <summary>0 for the first of a session, then +1: with Session-Id it tells a record that was written twice.</summary>
    [JsonPropertyName("Accounting-Record-Number")]
    public int Number { get; init; }

    [JsonPropertyName("Service-Context-Id")]
    public string ServiceContext { get; init; } = "32260@3gpp.org";

    [JsonPropertyName("Origin-Host")]
    public required string Node { get; init; }

    /// <summary>Of what the record tells; a closing record's is the end.</summary>
    [JsonPropertyName("Event-Timestamp")]
    public required DateTimeOffset Time { get; init; }

    [JsonPropertyName("Node-Functionality")]
    public string Functionality { get; init; } = "MRFC";

    /// <summary>Null for a conference.</summary>
    [JsonPropertyName("Role-of-Node")]
    public NodeRole? Role { get; init; }

    [JsonPropertyName("SIP-Method")]
    public string? Method { get; init; }

    /// <summary>Call-ID.</summary>
    [JsonPropertyName("User-Session-Id")]
    public string? CallId { get; init; }

    [JsonPropertyName("Calling-Party-Address")]
    public string? Calling { get; init; }

    [JsonPropertyName("Called-Party-Address")]
    public string? Called { get; init; }

    /// <summary>URI that was called first, as a factory's; null where it is the called one.</summary>
    [JsonPropertyName("Requested-Party-Address")]
    public string? Requested { get; init; }

    [JsonPropertyName("Time-Stamps")]
    public CallTimes? Times { get; init; }

    [JsonPropertyName("IMS-Charging-Identifier")]
    public string? Icid { get; init; }

    [JsonPropertyName("Related-IMS-Charging-Identifier")]
    public string? RelatedIcid { get; init; }

    [JsonPropertyName("Inter-Operator-Identifier")]
    public OperatorPair? Operators { get; init; }

    /// <summary>The conference URI.</summary>
    [JsonPropertyName("Service-Id")]
    public required string Conference { get; init; }

    [JsonPropertyName("Access-Network-Information")]
    public string? AccessNetwork { get; init; }

    /// <summary>The ICSI that the network asserts, for example of MMTel.</summary>
    [JsonPropertyName("IMS-Communication-Service-Identifier")]
    public string? Service { get; init; }

    [JsonPropertyName("SDP-Media-Component")]
    public IReadOnlyList<MediaComponent>? Media { get; init; }

    /// <summary>Of a conference: the most that were in at once. Of a participant: those who were in with it when it came.</summary>
    [JsonPropertyName("Number-Of-Participants")]
    public int? ParticipantCount { get; init; }

    /// <summary>Of a conference: everybody who was in, in the order they came.</summary>
    [JsonPropertyName("Participants-Involved")]
    public IReadOnlyList<string>? Participants { get; init; }

    /// <summary>From the answer to <see cref="Time"/>, s.</summary>
    [JsonPropertyName("Acct-Session-Time")]
    public long? Seconds { get; init; }

    /// <summary>
    /// TS 32.299 §7.2, AVP 861: 0 normal end; 1 unspecified error; 3 internal error, as of a record that a restart closed; 400 to 699 the SIP status
    /// of a call that came to nothing. Null while it stands.
    /// </summary>
    [JsonPropertyName("Cause-Code")]
    public int? CauseCode { get; init; }

    /// <summary>Why it ended, in words: <c>normal</c>, <c>failed</c>, or <c>aborted</c> when the process broke off.</summary>
    [JsonPropertyName("Cause")]
    public string? Cause { get; init; }

    /// <summary>Value of a Reason header, or the like (RFC 3326).</summary>
    [JsonPropertyName("Reason-Header")]
    public string? Reason { get; init; }

    [JsonPropertyName("Media-Statistics")]
    public MediaFigures? Figures { get; init; }

    /// <summary>The record as one line, with its line feed.</summary>
    public byte[] ToLine() => [.. JsonSerializer.SerializeToUtf8Bytes(this, Json), (byte)'\n'];

    /// <returns>False for a line that was cut short, or is none of ours.</returns>
    public static bool TryParse(ReadOnlySpan<byte> line, out ChargingRecord record)
    {
        record = null!;
        try
        {
            record = JsonSerializer.Deserialize<ChargingRecord>(line, Json)!;
            return record is not null;
        }
        catch (JsonException)
        {
            return false; // what a crash leaves behind
        }
    }

    /// <summary>The record that ends a session of which the process that knew it said no more.</summary>
    public ChargingRecord Aborted() => this with { Type = RecordType.Stop, Number = Number + 1, CauseCode = 3, Cause = "aborted", Reason = "the process that held the session ended" };
}
