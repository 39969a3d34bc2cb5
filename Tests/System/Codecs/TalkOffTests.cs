using ImsConference.Engine.Rtp;
using ImsConference.Tests.EndToEnd.Harness;
using ImsConference.Tests.Ue.Sounds;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd.Codecs;

/// <summary>Speech of a synthesiser that we did not write (espeak-ng), in several tongues and voices, is never taken for keys.</summary>
public sealed class TalkOffTests
{
    // Vowels that are held, sibilants, numbers, and every letter: about half a minute.
    private const string Text =
        "The quick brown fox jumps over the lazy dog. Zero, one, two, three, four, five, six, seven, eight, nine, ten, star, hash. "
        + "Oooooh! Aaaaah! Eeeeee! She sells sea shells by the sea shore, and whistles while she walks. Mama, papa, anemone, aluminium, yoyo, kayak. "
        + "Alpha, bravo, charlie, delta, echo, foxtrot, golf, hotel, india, juliett, kilo, lima, mike, november, oscar, quebec, romeo, sierra, tango, uniform, "
        + "victor, whiskey, x-ray, yankee, zulu. Please enter your personal identification number now, or wait for the operator.";

    [TestCase("en", 120)]
    [TestCase("en-us+f3", 160)]
    [TestCase("de+m7", 110)]
    [TestCase("fr+f2", 180)]
    [TestCase("es+croak", 140)]
    [TestCase("fi+f5", 200)]
    [CancelAfter(60_000)]
    public async Task Speech_is_no_digit(string voice, int wordsAMinute, CancellationToken stop)
    {
        await RunAsync(stop, "espeak-ng", "-v", voice, "-s", $"{wordsAMinute}", "-a", "200", "-w", Place("spoken.wav"), Text);
        await RunAsync(stop, "sox", Place("spoken.wav"), "-r", "8000", "-c", "1", "-b", "16", Place("line.wav"), "norm", "-1");
        var line = await WavFile.ReadAsync(Place("line.wav"), stop);
        Assert.That(line.Duration, Is.GreaterThan(TimeSpan.FromSeconds(20)));

        var detector = new DtmfDetector();
        var heard = "";
        foreach (var frame in line.Samples.Chunk(160))
        {
            detector.Listen(frame);
            while (detector.TryTake(out var report)) heard += TelephoneEvent.TryGetDigit(report.Code, out var digit) ? digit : '?';
        }

        Assert.That(heard, Is.Empty, $"{voice}, {line.Duration.TotalSeconds:0} s");
    }

    private static string Place(string name) => Path.Combine(TestFolder.Current, name);

    private static async Task RunAsync(CancellationToken stop, string tool, params string[] arguments)
    {
        await using var program = RunningProgram.Start(tool, tool, arguments);
        Assert.That(await program.ExitAsync(stop), Is.Zero, () => program.Tail());
    }
}
