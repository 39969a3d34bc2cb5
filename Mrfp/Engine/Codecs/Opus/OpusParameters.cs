using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ImsConference.Engine.Codecs;

/// <summary>Fmtp of Opus (RFC 7587 §6.1): what the receiver wants of the sender. We always send mono, which every receiver takes.</summary>
public sealed record OpusParameters
{
    private const int LeastBitrate = 6000;
    private const int MostBitrate = 510_000;
    private static readonly int[] BandwidthsHz = [8000, 12_000, 16_000, 24_000, 48_000]; // narrow, medium, wide, super-wide, full (RFC 6716 §2)

    /// <summary>Highest sampling rate that the receiver plays, raised to that of an Opus bandwidth: 8000, 12000, 16000, 24000 or 48000.</summary>
    public int MaxPlaybackRateHz { get; init; } = 48_000;

    /// <summary>Most bit/s that the receiver wants, 6000..510000; 0: it does not say.</summary>
    public int MaxAverageBitrate { get; init; }

    /// <summary>The receiver makes use of in-band forward error correction.</summary>
    public bool UseInbandFec { get; init; }

    /// <summary>The receiver prefers discontinuous transmission.</summary>
    public bool UseDtx { get; init; }

    /// <summary>The receiver prefers a constant bit rate.</summary>
    public bool UseCbr { get; init; }

    /// <summary>Of the PCM: the least of 8000, 16000, 24000, 48000 that carries the bandwidth.</summary>
    public int SampleRateHz => MaxPlaybackRateHz == 12_000 ? 16_000 : MaxPlaybackRateHz;

    /// <summary>Of the bandwidth: 0 narrow to 4 full.</summary>
    internal int BandwidthIndex => Array.IndexOf(BandwidthsHz, MaxPlaybackRateHz);

    /// <param name="fmtp">Parameters without the payload type.</param>
    /// <param name="parameters">Null when the result is false.</param>
    /// <param name="fault">Which parameter is malformed.</param>
    public static bool TryParse(string fmtp, [NotNullWhen(true)] out OpusParameters? parameters, out string fault)
    {
        parameters = null;
        var read = new OpusParameters();
        foreach (var (name, value) in Fmtp.Parameters(fmtp))
        {
            fault = $"{name}={value}: malformed";
            switch (name)
            {
                case "maxplaybackrate":
                    if (!TryParseNumber(value, out var rate)) return false;
                    read = read with { MaxPlaybackRateHz = Array.Find(BandwidthsHz, bandwidth => bandwidth >= Math.Min(rate, 48_000)) };
                    break;
                case "maxaveragebitrate":
                    if (!TryParseNumber(value, out var bitrate)) return false;
                    read = read with { MaxAverageBitrate = Math.Clamp(bitrate, LeastBitrate, MostBitrate) };
                    break;
                case "useinbandfec": read = read with { UseInbandFec = value == "1" }; break;
                case "usedtx": read = read with { UseDtx = value == "1" }; break;
                case "cbr": read = read with { UseCbr = value == "1" }; break;
            }
        }

        parameters = read;
        fault = "";
        return true;
    }

    private static bool TryParseNumber(string value, out int number) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;
}
