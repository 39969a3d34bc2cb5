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
    private const string Bitrate = "maxaveragebitrate"; // §6.1
    private const string PlaybackRate = "maxplaybackrate";
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

    /// <remarks>A figure that is none says nothing.</remarks>
    public override FormatParameters ForSending(FormatParameters theirs, ReceiveLimit? limit)
    {
        var (rateHz, bps) = (Number(theirs[PlaybackRate]), Number(theirs[Bitrate]));
        var kept = rateHz is null ? theirs.Without(PlaybackRate) : theirs;
        if (bps is null) kept = kept.Without(Bitrate);
        var mostBps = limit is { PayloadKbps: > 0 } most ? Math.Max(LeastBps, most.PayloadKbps * 1000L) : MostBps;
        return mostBps < Math.Min(bps ?? MostBps, MostBps) ? kept.With(Bitrate, Text(mostBps)) : kept;
    }

    public override int LongestPayload(FormatParameters agreed, int packetMs) => (bitrateBps * packetMs / 1000 + 7) / 8;

    private static FormatParameters Ours(int bitrateBps) => FormatParameters.None
        .With(Bitrate, Text(bitrateBps))
        .With("stereo", "0")
        .With("sprop-stereo", "0")
        .With("useinbandfec", "1")
        .With("usedtx", "1")
        .With("minptime", "10");

    private static int? Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
