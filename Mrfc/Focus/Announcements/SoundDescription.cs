using System.Globalization;
using ImsConference.Protos.Mp;

namespace ImsConference.Mrfc.Focus.Announcements;

/// <summary>Sounds as a setting describes them, separated by spaces and played one after the other.</summary>
/// <remarks>
/// A WAV file (<c>first.wav</c>); a tone, <c>425/500,500</c> or <c>350+440@-13/1000</c>: frequencies in Hz, level of each in dBm0 (−15 where none is said),
/// and ms on, off, on and so on; a pause, <c>pause/200</c>.
/// </remarks>
public static class SoundDescription
{
    private const int UsualLevelDbm0 = -15;
    private const int MostFrequencies = 4;
    private const int LongestMs = 30_000; // a tone once through, too
    private const int MostItems = 16;

    /// <param name="text">The description.</param>
    /// <param name="folders">Where files are looked for, the one liked best first.</param>
    /// <param name="otherwise">Plays in the place of a file that cannot be read.</param>
    /// <param name="segments">What to play; empty when the result is false.</param>
    /// <returns>False when it says something else.</returns>
    public static bool TryRead(string text, IReadOnlyList<string> folders, ToneSignal otherwise, out IReadOnlyList<Segment> segments)
    {
        var items = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var read = items.Select(item => Read(item, folders, otherwise)).OfType<Segment>().ToArray();
        segments = read.Length == items.Length ? read : [];
        return segments.Count is > 0 and <= MostItems;
    }

    /// <summary>One tone: <c>425@-13/500,500</c>.</summary>
    /// <returns>Null when it is none.</returns>
    public static ToneSignal? ReadTone(string text)
    {
        var (sound, cadence) = Cut(text, '/');
        var (frequencies, level) = Cut(sound, '@');
        var tone = new ToneSignal { LevelDbm0 = UsualLevelDbm0 };
        if (level.Length > 0)
        {
            if (!int.TryParse(level, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var dbm0) || dbm0 is < -60 or > 0) return null;
            tone.LevelDbm0 = dbm0;
        }

        tone.FrequenciesHz.Add(Numbers(frequencies, '+', 50, 7000));
        tone.CadenceMs.Add(Numbers(cadence, ',', 1, LongestMs));
        return tone.FrequenciesHz.Count is > 0 and <= MostFrequencies && tone.CadenceMs.Count > 0 && tone.CadenceMs.Sum(ms => ms) <= LongestMs ? tone : null;
    }

    private static Segment? Read(string item, IReadOnlyList<string> folders, ToneSignal otherwise)
    {
        if (item.EndsWith(".wav", StringComparison.Ordinal))
            return IsFileName(item) ? new Segment { Files = { folders.Select(folder => $"{folder}/{item}") }, Tone = otherwise } : null;
        if (item.StartsWith("pause/", StringComparison.Ordinal))
            return Numbers(item["pause/".Length..], ',', 1, LongestMs) is [var ms] ? new Segment { PauseMs = ms } : null;
        return ReadTone(item) is { } tone ? new Segment { Tone = tone } : null;
    }

    private static bool IsFileName(string name) => name[0] != '.' && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_');

    // Empty when one of them is none.
    private static uint[] Numbers(string list, char separator, uint least, uint most)
    {
        var numbers = list.Split(separator)
            .Select(text => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number : 0)
            .ToArray();
        return numbers.Contains(0u) ? [] : numbers;
    }

    private static (string Before, string After) Cut(string text, char at) =>
        text.IndexOf(at) is var found and >= 0 ? (text[..found], text[(found + 1)..]) : (text, "");
}
