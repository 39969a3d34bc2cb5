namespace ImsConference.Engine.Rtp;

/// <summary>Payload types of one direction of a stream (RFC 3551 §6, or dynamic ones from the SDP).</summary>
public sealed class PayloadMap
{
    private readonly PayloadKind[] _kinds = new PayloadKind[128];

    /// <param name="payloadType">0..127.</param>
    public PayloadKind this[byte payloadType]
    {
        get => _kinds[payloadType & 0x7F];
        set => _kinds[payloadType & 0x7F] = value;
    }

    /// <summary>Looks an rtpmap encoding name up, in either case.</summary>
    /// <returns><see cref="PayloadKind.Unknown"/> for what the engine cannot receive.</returns>
    public static PayloadKind KindOf(string encoding, int clockRateHz) => (encoding.ToUpperInvariant(), clockRateHz) switch
    {
        ("PCMU", 8000) => PayloadKind.Pcmu,
        ("PCMA", 8000) => PayloadKind.Pcma,
        ("CN", 8000) => PayloadKind.ComfortNoise,
        ("TELEPHONE-EVENT", 8000) => PayloadKind.TelephoneEvent,
        _ => PayloadKind.Unknown,
    };

    /// <summary>Nothing is negotiated any more.</summary>
    public void Clear() => Array.Clear(_kinds);
}
