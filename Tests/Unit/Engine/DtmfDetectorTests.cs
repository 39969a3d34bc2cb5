using ImsConference.Engine.Rtp;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Engine;

/// <summary>Tones in G.711 against the limits of ITU-T Q.24, at any phase.</summary>
public sealed class DtmfDetectorTests
{
    private const string Digits = "123A456B789C*0#D";

    private static readonly int[] LowHz = [697, 770, 852, 941];
    private static readonly int[] HighHz = [1209, 1336, 1477, 1633];

    private readonly List<short> _line = [];

    [SetUp]
    public void Begin() => _line.Clear();

    [Test]
    public void Every_digit_of_40_ms_is_heard_at_any_moment([Values(0, 17, 40, 77, 101)] int phase)
    {
        Silence(20 + phase / 8.0);
        foreach (var digit in Digits)
        {
            Press(digit, 40);
            Silence(40 + phase / 50.0);
        }

        Assert.That(Heard(), Is.EqualTo(Digits));
    }

    [Test]
    public void A_digit_tells_how_long_it_was([Values(40, 65, 100, 300, 1000)] int ms)
    {
        Silence(33);
        Press('7', ms);
        Silence(100);
        Assert.That(Listen().Single().DurationMs, Is.EqualTo(ms).Within(26), "blocks of 12.75 ms, of which those at the ends may not count");
    }

    [Test]
    public void Less_than_20_ms_is_no_digit([Range(0, 100, 10)] int phase)
    {
        for (var i = 0; i < 16; i++)
        {
            Silence(60 + (phase + i) / 8.0);
            Press(Digits[i], 20);
        }

        Silence(60);
        Assert.That(Heard(), Is.Empty);
    }

    [Test]
    public void A_gap_of_10_ms_is_bridged_and_one_of_40_ms_separates([Range(0, 100, 10)] int phase)
    {
        Silence(30 + phase / 8.0);
        Press('5', 60);
        Silence(10);
        Press('5', 60);
        Silence(40);
        Press('5', 60);
        Silence(60);
        Assert.That(Heard(), Is.EqualTo("55"));
    }

    [TestCase(1.5, ExpectedResult = true)]
    [TestCase(-1.5, ExpectedResult = true)]
    [TestCase(3.5, ExpectedResult = false)]
    [TestCase(-3.5, ExpectedResult = false)]
    public bool Frequencies_may_be_off_by(double percent)
    {
        foreach (var digit in Digits)
        {
            Silence(50);
            Press(digit, 100, detune: 1 + percent / 100);
        }

        Silence(60);
        var heard = Heard();
        Assert.That(heard, Is.EqualTo(Digits).Or.Empty, "all or none");
        return heard.Length > 0;
    }

    [TestCase(0, 4, ExpectedResult = true, Description = "the high tone louder by 4 dB")]
    [TestCase(0, 8, ExpectedResult = false)]
    [TestCase(8, 0, ExpectedResult = true, Description = "the low one by 8 dB")]
    [TestCase(13, 0, ExpectedResult = false)]
    public bool Twist(double lowDb, double highDb)
    {
        foreach (var digit in Digits)
        {
            Silence(50);
            Press(digit, 100, dbm0: -15, lowDb, highDb);
        }

        Silence(60);
        return Heard() == Digits;
    }

    [TestCase(0.0, ExpectedResult = true)]
    [TestCase(-25.0, ExpectedResult = true)]
    [TestCase(-45.0, ExpectedResult = false)]
    public bool Levels_dbm0_a_tone(double dbm0)
    {
        foreach (var digit in Digits)
        {
            Silence(50);
            Press(digit, 60, dbm0);
        }

        Silence(60);
        return Heard() == Digits;
    }

    [Test]
    public void Noise_15_db_below_hides_nothing([Range(1, 5)] int seed)
    {
        var random = new Random(seed);
        foreach (var digit in Digits + Digits)
        {
            Silence(60);
            Press(digit, 80);
        }

        Silence(60);
        var amplitude = Amplitude(-10) * Math.Pow(10, -15 / 20.0);
        for (var i = 0; i < _line.Count; i++) _line[i] += (short)(amplitude * Gauss(random));
        Assert.That(Heard(), Is.EqualTo(Digits + Digits), $"seed {seed}");
    }

    [Test]
    public void Two_and_a_half_minutes_of_voices_are_hardly_ever_digits([Values(1, 2, 3)] int seed)
    {
        // Vowels whose pitch and formants wander, of men, women and children, with breath and pauses between.
        var random = new Random(seed);
        for (var syllable = 0; syllable < 600; syllable++) Sing(random, 250);
        Assert.That(Heard(), Has.Length.LessThanOrEqualTo(2), $"seed {seed}: of 600 syllables on steady notes, as no speaker sings them");
    }

    /// <remarks>Every triad from A2 to A5, as an organ holds it: three notes with their harmonics, louder than speech.</remarks>
    [Test]
    public void Chords_are_no_digits([Values(3, 4)] int third, [Values(1, 3, 8)] int harmonics)
    {
        for (var key = 0; key <= 36; key++) Chord([110 * Note(key), 110 * Note(key + third), 110 * Note(key + 7)], harmonics, 300);
        Assert.That(Heard(), Is.Empty);

        static double Note(int semitones) => Math.Pow(2, semitones / 12.0);
    }

    [TestCase(1)]
    [TestCase(7)]
    [TestCase(160)]
    public void Any_division_of_the_line_gives_the_same(int part)
    {
        foreach (var digit in "19*")
        {
            Silence(47);
            Press(digit, 90);
        }

        Silence(60);
        Assert.That(Listen(part), Is.EqualTo(Listen(4000)));
    }

    [Test]
    public void Digits_that_nobody_takes_are_bounded()
    {
        for (var i = 0; i < 20; i++)
        {
            Press('1', 60);
            Silence(60);
        }

        var detector = new DtmfDetector();
        detector.Listen(_line.ToArray());
        var taken = 0;
        while (detector.TryTake(out _)) taken++;
        Assert.That(taken, Is.EqualTo(8));
    }

    private static double Amplitude(double dbm0) => 32_124 * Math.Pow(10, (dbm0 - 3.14) / 20); // full scale is +3.14 dBm0

    private static double Gauss(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private void Silence(double ms)
    {
        for (var i = 0; i < (int)(ms * 8); i++) _line.Add(0);
    }

    private void Press(char digit, double ms, double dbm0 = -10, double lowDb = 0, double highDb = 0, double detune = 1)
    {
        var place = Digits.IndexOf(digit, StringComparison.Ordinal);
        var (low, high) = (LowHz[place / 4] * detune, HighHz[place % 4] * detune);
        var (a, b) = (Amplitude(dbm0 + lowDb), Amplitude(dbm0 + highDb));
        for (var i = 0; i < (int)(ms * 8); i++)
        {
            var t = (_line.Count + 3) / 8000.0;
            _line.Add((short)Math.Clamp(a * Math.Sin(2 * Math.PI * low * t) + b * Math.Sin(2 * Math.PI * high * t + 1), -32_000, 32_000));
        }
    }

    private void Chord(double[] notesHz, int harmonics, int ms)
    {
        var amplitude = Amplitude(-14);
        for (var i = 0; i < ms * 8; i++)
        {
            double value = 0;
            foreach (var hz in notesHz)
                for (var n = 1; n <= harmonics && n * hz < 3900; n++) value += Math.Sin(2 * Math.PI * n * hz * i / 8000 + n) / n;
            _line.Add((short)Math.Clamp(amplitude * value, -32_000, 32_000));
        }

        Silence(50);
    }

    private void Sing(Random random, int ms)
    {
        var pitch = 80 + 320 * random.NextDouble();
        var glide = 1 + 0.0001 * (random.NextDouble() - 0.5);
        var formants = new[] { 250 + 650 * random.NextDouble(), 800 + 1500 * random.NextDouble(), 2300 + 900 * random.NextDouble() };
        var loudness = Amplitude(-25 + 22 * random.NextDouble());
        var breath = random.NextDouble() * random.NextDouble();
        double phase = 0;
        for (var i = 0; i < ms * 8; i++)
        {
            pitch *= glide;
            phase += 2 * Math.PI * pitch / 8000;
            double value = breath * 0.3 * Gauss(random);
            for (var harmonic = 1; harmonic * pitch < 3400; harmonic++)
            {
                var hz = harmonic * pitch;
                double weight = 0;
                for (var f = 0; f < 3; f++) weight += 1 / ((1 + f) * (1 + Math.Pow((hz - formants[f]) / 90, 2)));
                value += weight * Math.Sin(harmonic * phase + harmonic * harmonic);
            }

            var envelope = Math.Sin(Math.PI * i / (ms * 8));
            _line.Add((short)Math.Clamp(loudness * envelope * value, -32_000, 32_000));
        }
    }

    private string Heard() => string.Concat(Listen().Select(report => TelephoneEvent.TryGetDigit(report.Code, out var digit) ? digit : '?'));

    private List<TelephoneEventReport> Listen(int part = 160)
    {
        var detector = new DtmfDetector();
        var reports = new List<TelephoneEventReport>();
        foreach (var chunk in _line.Chunk(part))
        {
            detector.Listen(chunk);
            while (detector.TryTake(out var report)) reports.Add(report);
        }

        return reports;
    }
}
