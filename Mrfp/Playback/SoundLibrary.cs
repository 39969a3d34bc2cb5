using Microsoft.Extensions.Options;

namespace ImsConference.Mrfp.Playback;

/// <summary>Makes sounds of files and tones, beside the media threads. Short ones are kept; long ones are read while they are played.</summary>
public sealed class SoundLibrary(PromptFolder folder, IOptions<PlaybackOptions> options, TimeProvider time, ILogger<SoundLibrary> log)
{
    private const int BytesAMegabyte = 1 << 20;
    private const int LongestClipSeconds = 30;

    private readonly ClipCache _cache = new((long)options.Value.CacheMegabytes * BytesAMegabyte);

    /// <summary>Makes a player of an announcement.</summary>
    /// <exception cref="InvalidDataException">One of its files cannot be read, and there is no tone in its place; the message says which and why.</exception>
    public Task<Player> PrepareAsync(Announcement announcement) => Task.Run(() => Prepare(announcement));

    internal Player Prepare(Announcement announcement)
    {
        var sounds = new List<Sound>();
        try
        {
            foreach (var order in announcement.Sounds)
            {
                var sound = Open(order, announcement.Times);
                sounds.Add(sound ?? new Pause(sounds.Count > 0 ? sounds[^1].SampleRateHz : Player.RateOfSilence, order.PauseMs));
            }
        }
        catch (InvalidDataException)
        {
            foreach (var sound in sounds) sound.Release();
            throw;
        }

        return new Player(sounds, announcement.Times, announcement.GapMs, announcement.GainDb);
    }

    // Null for a pause.
    private Sound? Open(SoundOrder order, int times)
    {
        var why = "";
        foreach (var name in order.Files)
        {
            if (TryOpen(name, times, out var sound, out var fault)) return sound;
            why = $"{name}: {fault}";
        }

        if (order.Tone is null && why.Length > 0) throw new InvalidDataException(why);
        if (why.Length > 0) log.LogWarning("Prompt missing, a tone is played instead: {Why}", why);
        return order.Tone is { } tone ? Keep(tone.Key, tone.ToClip) : null;
    }

    private bool TryOpen(string name, int times, out Sound sound, out string fault)
    {
        (sound, fault) = (null!, "");
        try
        {
            var file = folder.Open(name);
            var key = $"{name} {file.Length} {File.GetLastWriteTimeUtc(file.SafeFileHandle).Ticks}"; // one that was replaced is another
            if (_cache.Find(key) is { } known)
            {
                file.Dispose();
                sound = known;
                return true;
            }

            var pcm = new RateConverter(new WavSource(file));
            sound = pcm.Samples > (long)LongestClipSeconds * pcm.SampleRateHz ? StreamedFile.Start(pcm, times, time) : Keep(key, () => ReadAll(pcm));
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            fault = e is FileNotFoundException or DirectoryNotFoundException ? "no such file" : e.Message;
            return false;
        }
    }

    private Clip Keep(string key, Func<Clip> make)
    {
        if (_cache.Find(key) is { } known) return known;
        var clip = make();
        _cache.Keep(key, clip);
        return clip;
    }

    private static Clip ReadAll(RateConverter file)
    {
        using (file)
        {
            var pcm = new short[file.Samples];
            for (var at = 0; file.Read(pcm.AsSpan(at)) is var read and > 0;) at += read;
            return new Clip(file.SampleRateHz, pcm);
        }
    }
}
