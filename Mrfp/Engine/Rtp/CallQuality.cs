using ImsConference.Engine.Codecs;

namespace ImsConference.Engine.Rtp;

/// <summary>How well a stream is heard, reckoned and not listened to: the E-model with its default values (ITU-T G.107; G.107.1 for wideband).</summary>
/// <remarks>
/// Of the model's terms only codec, loss and delay vary: R = R0 − Id − Ie,eff. Echo and noise are the terminals' affair and taken as
/// the recommendation's defaults. Losses are taken as random (BurstR 1).
/// <para>Ie and Bpl are the planning values of ITU-T G.113 (09/2024): Table I.1 and I.4 for narrowband, Table IV.1 (one ear) and IV.4 for wideband.
/// G.711 with concealment 0 and 25.1. AMR 12.2 kbit/s is GSM-EFR bit by bit (TS 26.071): 5 and 10; the table has no other mode of it. G.722 at 64 kbit/s 13.
/// AMR-WB (G.722.2) at 12.65 kbit/s 13 and 4.3, which is given for two ears only; its other modes run from 1 (23.05) to 41 (6.6). Where there is no
/// value the nearest one stands in, a planner's guess: for G.722 the Bpl of AMR-WB, for Opus AMR-WB at 23.05 kbit/s, 1 and 4.6.</para>
/// </remarks>
public static class CallQuality
{
    private const double NarrowbandBest = 93.2; // R of G.107 with every default
    private const double WidebandBest = 129; // likewise of G.107.1 §7
    private const double WidebandScale = 1.29; // R/1.29 is judged as R of G.107 is (G.107.1 §8)
    private const double MostImpairment = 95;
    private const double NoticedDelayMs = 177.3;

    /// <param name="codec">What the peer sends.</param>
    /// <param name="lossFraction">Of frames that did not come in time, 0..1.</param>
    /// <param name="delayMs">One way, from mouth to ear.</param>
    /// <returns>Mean opinion score, 1 to 4.5.</returns>
    public static double EstimateMos(AudioCodec codec, double lossFraction, double delayMs)
    {
        var (impairment, robustness) = Impairment(codec);
        var isWide = codec is not (AudioCodec.Pcmu or AudioCodec.Pcma or AudioCodec.Amr);
        var lossPercent = 100 * Math.Clamp(lossFraction, 0, 1);
        var effective = impairment + (MostImpairment - impairment) * lossPercent / (lossPercent + robustness);
        var rating = (isWide ? WidebandBest : NarrowbandBest) - DelayImpairment(delayMs) - effective;
        return Mos(isWide ? rating / WidebandScale : rating);
    }

    // Ie and Bpl.
    private static (double Impairment, double Robustness) Impairment(AudioCodec codec) => codec switch
    {
        AudioCodec.Pcmu or AudioCodec.Pcma => (0, 25.1), // with concealment
        AudioCodec.Amr => (5, 10),
        AudioCodec.G722 or AudioCodec.AmrWb => (13, 4.3),
        _ => (1, 4.6),
    };

    // The approximation of G.107's Id for a connection without echo.
    private static double DelayImpairment(double delayMs) => 0.024 * delayMs + 0.11 * Math.Max(0, delayMs - NoticedDelayMs);

    // G.107 Annex B.
    private static double Mos(double rating) => rating switch
    {
        <= 0 => 1,
        >= 100 => 4.5,
        _ => Math.Max(1, 1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6),
    };
}
