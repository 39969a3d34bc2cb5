using System.Buffers;
using System.Globalization;
using Microsoft.Extensions.Options;

namespace ImsConference.Mrfp.Playback;

/// <summary>The one folder that recordings go to. A name cannot lead out of it, no file is ever overwritten, and it grows to its limit only.</summary>
public sealed class RecordingFolder(IOptions<PlaybackOptions> options)
{
    private const int LongestName = 128;
    private const int MostOfOneName = 1_000;
    private const string Extension = ".wav";

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_");

    private readonly long _mostBytes = options.Value.MaxRecordingFolderMb == 0 ? long.MaxValue : options.Value.MaxRecordingFolderMb * 1_000_000L;
    private long _bytes;

    /// <summary>Absolute.</summary>
    public string Root { get; } = Path.GetFullPath(options.Value.RecordingFolder);

    /// <summary>Longest file, s; <see cref="int.MaxValue"/> without a limit.</summary>
    public int MostSeconds { get; } = options.Value.MaxRecordingSeconds == 0 ? int.MaxValue : options.Value.MaxRecordingSeconds;

    /// <summary>RF64 above it; see <see cref="WavHeader.Write"/>.</summary>
    public long MostRiffBytes { get; } = options.Value.Rf64AboveMb * 1_000_000L;

    /// <returns>False when the name is empty, long, hidden, not .wav, or holds anything but letters, digits, '.', '-' and '_'.</returns>
    public static bool IsValidName(string name) =>
        name.Length <= LongestName
        && name.EndsWith(Extension, StringComparison.Ordinal)
        && name[0] != '.'
        && !name.AsSpan().ContainsAnyExcept(NameCharacters);

    /// <summary>Name of the file for one participant of several: <c>mix.wav</c> and <c>t1</c> give <c>mix-t1.wav</c>.</summary>
    /// <param name="name">Valid.</param>
    /// <param name="whose">Any text; what cannot stand in a name becomes '_'.</param>
    public static string NameFor(string name, string whose)
    {
        var safe = string.Create(whose.Length, whose, static (span, text) =>
        {
            for (var i = 0; i < span.Length; i++) span[i] = NameCharacters.Contains(text[i]) ? text[i] : '_';
        });
        var room = LongestName - MostOfOneName.ToString(CultureInfo.InvariantCulture).Length - Extension.Length - 1;
        var stem = $"{name[..^Extension.Length]}-{safe}";
        return (stem.Length <= room ? stem : stem[..room]) + Extension;
    }

    /// <summary>Makes a new file.</summary>
    /// <param name="name">Valid, see <see cref="IsValidName"/>.</param>
    /// <exception cref="IOException">It exists already, or the folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">No permission.</exception>
    public RecordingFile Create(string name)
    {
        if (!IsValidName(name)) throw new ArgumentException($"'{name}' is no name of a recording", nameof(name));
        Directory.CreateDirectory(Root);
        Measure();

        // CreateNew also refuses to follow a link that somebody laid here.
        var path = Path.Combine(Root, name);
        return new RecordingFile(path, new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0));
    }

    /// <summary>Makes a new file, of another name where that one exists: <c>mix-t1-2.wav</c>.</summary>
    /// <exception cref="IOException">See <see cref="Create"/>.</exception>
    public RecordingFile CreateBeside(string name)
    {
        for (var n = 2; ; n++)
        {
            try
            {
                return Create(name);
            }
            catch (IOException) when (Exists(name) && n < MostOfOneName)
            {
                var stem = name[..^Extension.Length];
                if (n > 2) stem = stem[..stem.LastIndexOf('-')];
                name = string.Create(CultureInfo.InvariantCulture, $"{stem}-{n}{Extension}");
            }
        }
    }

    /// <param name="name">Valid, see <see cref="IsValidName"/>.</param>
    public bool Exists(string name) => File.Exists(Path.Combine(Root, name));

    /// <summary>Whether so many bytes more may be written here; if so, they are counted. From any thread.</summary>
    public bool MayGrow(long bytes)
    {
        if (Interlocked.Add(ref _bytes, bytes) <= _mostBytes) return true;
        Interlocked.Add(ref _bytes, -bytes);
        return false;
    }

    // Whoever looks after the disk may have taken files away: it is looked at again for each new one.
    private void Measure()
    {
        if (_mostBytes == long.MaxValue) return;
        var bytes = 0L;
        foreach (var file in new DirectoryInfo(Root).EnumerateFiles()) bytes += file.Length;
        Interlocked.Exchange(ref _bytes, bytes);
    }
}
