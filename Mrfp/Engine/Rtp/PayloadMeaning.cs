using ImsConference.Engine.Codecs;

namespace ImsConference.Engine.Rtp;

/// <summary>What one payload type stands for.</summary>
/// <param name="Kind">What it carries.</param>
/// <param name="ClockRateHz">Of its timestamps.</param>
/// <param name="Format">Of <see cref="PayloadKind.Audio"/>, else null.</param>
public readonly record struct PayloadMeaning(PayloadKind Kind, int ClockRateHz, AudioFormat? Format = null)
{
    private const int FastestClockHz = 192_000;

    public static PayloadMeaning Of(AudioFormat format) => new(PayloadKind.Audio, format.ClockRateHz, format);

    /// <summary>Reads what SDP says about a payload type.</summary>
    /// <param name="encoding">Of a=rtpmap, in any case.</param>
    /// <param name="clockRateHz">Of a=rtpmap.</param>
    /// <param name="channels">Of a=rtpmap; 0 where it names none.</param>
    /// <param name="fmtp">Parameters of a=fmtp; empty where there is none.</param>
    /// <param name="meaning">The meaning; default when the result is false.</param>
    /// <param name="fault">Why not; empty when the result is true.</param>
    public static bool TryParse(string encoding, int clockRateHz, int channels, string fmtp, out PayloadMeaning meaning, out string fault)
    {
        meaning = default;
        var kind = encoding.ToUpperInvariant() switch
        {
            "CN" => PayloadKind.ComfortNoise,
            "TELEPHONE-EVENT" => PayloadKind.TelephoneEvent,
            _ => PayloadKind.Audio,
        };
        if (kind == PayloadKind.Audio)
        {
            if (!AudioFormat.TryParse(encoding, clockRateHz, channels, fmtp, out var format, out fault)) return false;
            meaning = Of(format);
            return true;
        }

        var isSound = channels <= 1 && clockRateHz % 1000 == 0 && clockRateHz is >= 8000 and <= FastestClockHz;
        fault = isSound ? "" : $"{encoding}/{clockRateHz}/{Math.Max(1, channels)} is not supported";
        if (isSound) meaning = new PayloadMeaning(kind, clockRateHz);
        return isSound;
    }
}
