using System.Collections.Immutable;
using ImsConference.Sip.Sdp;

namespace ImsConference.Mrfc.Focus.Negotiation.Codecs;

/// <summary>A codec as session descriptions speak of it: how it is offered, answered and recognised. Knows no media.</summary>
/// <param name="encoding">Name in a=rtpmap; compared in any case.</param>
/// <param name="clockRateHz">RTP clock rate.</param>
public abstract class AudioCodec(string encoding, int clockRateHz)
{
    private const int UsualPacketMs = 20;

    public string Encoding { get; } = encoding;

    public int ClockRateHz { get; } = clockRateHz;

    /// <summary>In a=rtpmap.</summary>
    public virtual int Channels => 1;

    /// <summary>Of RFC 3551 §6; null when it has none.</summary>
    public virtual byte? StaticPayloadType => null;

    /// <summary>Lengths of the packets that it can be sent in, ms, ascending. Codecs of 20 ms frames have multiples of these.</summary>
    public virtual ImmutableArray<int> PacketTimesMs { get; } = [20, 40, 60];

    /// <summary>Silence is told by payloads of RFC 3389, for it has none of its own.</summary>
    public virtual bool UsesComfortNoise => false;

    /// <summary>For an offer of ours: one payload type each, best first.</summary>
    public abstract ImmutableArray<FormatParameters> Offered { get; }

    public bool Matches(RtpMap map) =>
        map.ClockRateHz == ClockRateHz && map.Channels == Channels && map.Encoding.Equals(Encoding, StringComparison.OrdinalIgnoreCase);

    /// <summary>Length of the packets for a peer: as long as it asks for (a=ptime) and permits (a=maxptime), as far as the codec can.</summary>
    /// <param name="theirs">Its media line.</param>
    public int PacketMs(MediaDescription theirs)
    {
        var wanted = Math.Min(theirs.PacketTimeMs ?? UsualPacketMs, theirs.MaxPacketTimeMs ?? PacketTimesMs[^1]);
        return PacketTimesMs.LastOrDefault(packetMs => packetMs <= wanted, PacketTimesMs[0]);
    }

    /// <summary>False when a payload type of the peer's has parameters that we cannot honour.</summary>
    public virtual bool Supports(FormatParameters theirs) => true;

    /// <summary>Answers a payload type that is supported.</summary>
    /// <param name="offered">Its parameters.</param>
    /// <param name="limit">What the offerer can receive; null when it does not say.</param>
    /// <param name="answer">Ours.</param>
    /// <returns>False when the limit does not carry even its lowest rate.</returns>
    public abstract bool TryAnswer(FormatParameters offered, ReceiveLimit? limit, out FormatParameters answer);

    /// <summary>True when a payload type of an answer is the one of our offer.</summary>
    public virtual bool IsAnsweredBy(FormatParameters ours, FormatParameters theirs) => Supports(theirs);

    /// <summary>What our encoder has to keep to: what the peer says of its payload type, cut down to what it can receive.</summary>
    public virtual FormatParameters ForSending(FormatParameters theirs, ReceiveLimit? limit) => theirs;

    /// <summary>Longest payload of such a packet, bytes.</summary>
    public abstract int LongestPayload(FormatParameters agreed, int packetMs);
}
