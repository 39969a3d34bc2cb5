using ImsConference.Tests.Ue.Hearing;
using ImsConference.Tests.Ue.Sounds;

namespace ImsConference.Tests.Load.Demo;

/// <summary>A voice that can be told from the others in any mix of them.</summary>
/// <param name="NewSound">Begins to speak.</param>
/// <param name="GainDb">How loud it is in what was heard, against how it was sent, dB.</param>
/// <param name="AbsentDb">At most this loud when it is not there.</param>
internal sealed record DemoVoice(Func<ISound> NewSound, DemoVoice.Gauge GainDb, double AbsentDb)
{
    // Nothing on the way changes the level by more than a limiter would.
    private const double PresentDb = -4;

    private const double FloorDb = -99;

    private static readonly double[] PitchesHz = [105, 130, 165, 210];

    /// <summary>Measures a voice in a piece of audio; dB against how it was sent.</summary>
    public delegate double Gauge(ReadOnlySpan<short> heard);

    /// <param name="kind">Speech or tone.</param>
    /// <param name="index">0 to 3.</param>
    public static DemoVoice Of(DemoVoiceKind kind, int index) => kind == DemoVoiceKind.Speech ? Speaking(index) : Whistling(Tone.HzOf(index));

    public bool IsPresent(double gainDb) => gainDb >= PresentDb;

    public bool IsAbsent(double gainDb) => gainDb <= AbsentDb;

    private static DemoVoice Speaking(int index)
    {
        var loop = Speech.Render(index + 1, PitchesHz[index]);
        return new DemoVoice(
            () => new Recital(loop),
            heard => Math.Max(FloorDb, 20 * Math.Log10(Math.Max(1e-6, VoiceMatch.Gain(heard, loop)))),
            AbsentDb: -7); // two voices correlate a little at some delay; see VoiceMatch
    }

    private static DemoVoice Whistling(double hz) => new(
        () => new Tone(hz),
        heard => Math.Max(FloorDb, Spectrum.LevelDb(heard, hz) - Tone.DefaultLevelDb),
        AbsentDb: -36);
}
