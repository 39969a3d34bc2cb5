using System.Collections.Immutable;
using System.Globalization;

namespace ImsConference.Mrfc.Focus.Negotiation.Codecs;

/// <summary>Opus (RFC 7587). Each side says what it wants to receive; nothing has to match.</summary>
/// <remarks>
/// We hear and speak mono (stereo, sprop-stereo), repair losses by in-band FEC, and are glad of silence that is not sent (usedtx): a conference
/// mostly listens.
/// </remarks>
/// <param name="bitrateBps">What we ask peers to send at most on average, and what b=AS says.</param>
public sealed class OpusCodec(int bitrateBps) : AudioCodec("opus", 48_000)
{
    private const int LeastBps = 6_000; // §3.1.1
    private const int LeastKbps = LeastBps / 1000;
    private const int MostBps = 510_000; // §6.1

    public override int Channels => 2; // whatever is sent (§7)

    public override ImmutableArray<FormatParameters> Offered { get; } = [Ours(bitrateBps)];

    public override bool TryAnswer(FormatParameters offered, ReceiveLimit? limit, out FormatParameters answer)
    {
        answer = Ours(bitrateBps);
        return limit is not { Kbps: < LeastKbps };
    }

    public override FormatParameters ForSending(FormatParameters theirs, ReceiveLimit? limit)
    {
        if (limit is not { PayloadKbps: > 0 } most) return theirs;

        var mostBps = Math.Max(LeastBps, (int)Math.Min(most.PayloadKbps * 1000L, int.MaxValue));
        var isTheirsLess = int.TryParse(theirs["maxaveragebitrate"], NumberStyles.None, CultureInfo.InvariantCulture, out var said) && said <= mostBps;
        return isTheirsLess || mostBps > MostBps ? theirs : theirs.With("maxaveragebitrate", Text(mostBps));
    }

    public override int LongestPayload(FormatParameters agreed, int packetMs) => (bitrateBps * packetMs / 1000 + 7) / 8;

    private static FormatParameters Ours(int bitrateBps) => FormatParameters.None
        .With("maxaveragebitrate", Text(bitrateBps))
        .With("stereo", "0")
        .With("sprop-stereo", "0")
        .With("useinbandfec", "1")
        .With("usedtx", "1")
        .With("minptime", "10");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
