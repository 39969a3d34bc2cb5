using ImsConference.Engine.Rtp;
using ImsConference.Mrfp.Contexts;
using ImsConference.Mrfp.Playback;
using ImsConference.Protos.Mp;
using Announcement = ImsConference.Protos.Mp.Announcement;

namespace ImsConference.Mrfp.Control;

/// <summary>Reads the commands that play and ask for digits; whatever is wrong in one is a <see cref="MediaException"/> that names the field.</summary>
internal static class AnnouncementReader
{
    private const int MostSegments = 32;
    private const int MostFiles = 8;
    private const int MostTimes = 10_000;
    private const int LongestMs = 3_600_000;
    private const int LongestToneMs = 30_000;
    private const int MostCadences = 64;
    private const int MostFrequencies = 4;
    private const int MostDigits = 64;

    public static PlaybackOrder Playback(StartPlaybackRequest request)
    {
        if (request.Alone && request.TerminationId.Length == 0) throw CommandReader.Wrong("alone", "only with termination_id");
        var announcement = request.Announcement ?? throw CommandReader.Wrong("announcement", "must be there");
        return new PlaybackOrder(CommandReader.Id(request.PlaybackId, "playback_id"), request.TerminationId, Read(announcement, "announcement"), request.Alone, request.Clone());
    }

    public static CollectionOrder Collection(CollectDigitsRequest request)
    {
        CommandReader.Id(request.TerminationId, "termination_id");
        if (request.MaxDigits is 0 or > MostDigits) throw CommandReader.Wrong("max_digits", $"1..{MostDigits}, not {request.MaxDigits}");
        if (request.MinDigits > request.MaxDigits) throw CommandReader.Wrong("min_digits", "at most max_digits");
        var rules = new DigitRules(
            (int)request.MinDigits, (int)request.MaxDigits, request.Terminator.Length == 0 ? null : Key(request.Terminator, "terminator"),
            Time(request.FirstDigitMs, "first_digit_ms"), Time(request.InterDigitMs, "inter_digit_ms"), Time(request.OverallMs, "overall_ms"));
        var prompt = request.Prompt is null ? null : Read(request.Prompt, "prompt");
        return new CollectionOrder(CommandReader.Id(request.CollectionId, "collection_id"), request.TerminationId, prompt, rules, request.Clone())
        {
            IsAlone = request.Alone,
            BargesIn = request.BargeIn,
            Mutes = request.Mute,
            KeepsEarlierKeys = request.KeepEarlierKeys,
        };
    }

    /// <summary>One key; it may be part of a PIN, so that no message names it.</summary>
    public static char Key(string key, string field) =>
        key.Length == 1 && TelephoneEvent.TryGetCode(key[0], out _) ? char.ToUpperInvariant(key[0]) : throw CommandReader.Wrong(field, "one of 0-9 * # A-D");

    private static Mrfp.Playback.Announcement Read(Announcement announcement, string field)
    {
        if (announcement.Segments.Count is 0 or > MostSegments) throw CommandReader.Wrong($"{field}.segments", $"1..{MostSegments}, not {announcement.Segments.Count}");
        if (announcement.Times > MostTimes) throw CommandReader.Wrong($"{field}.times", $"0..{MostTimes}");
        if (announcement.GainDb is < -40 or > 20) throw CommandReader.Wrong($"{field}.gain_db", $"-40..20, not {announcement.GainDb}");
        var sounds = announcement.Segments.Select((segment, index) => Sound(segment, $"{field}.segments[{index}]")).ToArray();
        return new Mrfp.Playback.Announcement(sounds, (int)announcement.Times, Time(announcement.GapMs, $"{field}.gap_ms"), announcement.GainDb);
    }

    private static SoundOrder Sound(Segment segment, string field)
    {
        if (segment.Files.Count > MostFiles) throw CommandReader.Wrong($"{field}.files", $"at most {MostFiles}");
        if (segment.Files.FirstOrDefault(name => !PromptFolder.IsValidName(name)) is { } wrong)
            throw CommandReader.Wrong($"{field}.files", $"'{wrong}' is not letters, digits, '.', '-', '_' and '/' ending in .wav");
        if (segment.Files.Count == 0 && segment.Tone is null && segment.PauseMs == 0) throw CommandReader.Wrong(field, "says nothing");
        return new SoundOrder([.. segment.Files], segment.Tone is { } tone ? Shape(tone, $"{field}.tone") : null, Time(segment.PauseMs, $"{field}.pause_ms"));
    }

    private static ToneShape Shape(ToneSignal tone, string field)
    {
        if (tone.FrequenciesHz.Count is 0 or > MostFrequencies || tone.FrequenciesHz.Any(hz => hz is < 50 or > 7000))
            throw CommandReader.Wrong($"{field}.frequencies_hz", $"1..{MostFrequencies} of them, 50..7000 each");
        if (tone.LevelDbm0 is < -60 or > 0) throw CommandReader.Wrong($"{field}.level_dbm0", $"-60..0, not {tone.LevelDbm0}");
        if (tone.CadenceMs.Count is 0 or > MostCadences || tone.CadenceMs.Any(ms => ms is 0 or > LongestToneMs) || tone.CadenceMs.Sum(ms => ms) > LongestToneMs)
            throw CommandReader.Wrong($"{field}.cadence_ms", $"1..{MostCadences} of them, {LongestToneMs} at most in all");
        return new ToneShape([.. tone.FrequenciesHz.Select(hz => (int)hz)], tone.LevelDbm0, [.. tone.CadenceMs.Select(ms => (int)ms)]);
    }

    private static int Time(uint ms, string field) => ms <= LongestMs ? (int)ms : throw CommandReader.Wrong(field, $"at most {LongestMs}");
}
