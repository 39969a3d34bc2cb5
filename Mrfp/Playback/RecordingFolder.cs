using System.Buffers;
using Microsoft.Extensions.Options;

namespace ImsConference.Mrfp.Playback;

/// <summary>The one folder that recordings go to. A name cannot lead out of it, and no file is ever overwritten.</summary>
public sealed class RecordingFolder(IOptions<PlaybackOptions> options)
{
    private const int LongestName = 128;

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_");

    /// <summary>Absolute.</summary>
    public string Root { get; } = Path.GetFullPath(options.Value.RecordingFolder);

    /// <returns>False when the name is empty, long, hidden, not .wav, or holds anything but letters, digits, '.', '-' and '_'.</returns>
    public static bool IsValidName(string name) =>
        name.Length <= LongestName
        && name.EndsWith(".wav", StringComparison.Ordinal)
        && name[0] != '.'
        && !name.AsSpan().ContainsAnyExcept(NameCharacters);

    /// <param name="name">Valid, see <see cref="IsValidName"/>.</param>
    public bool Exists(string name) => File.Exists(Path.Combine(Root, name));

    /// <summary>Makes a new file.</summary>
    /// <param name="name">Valid, see <see cref="IsValidName"/>.</param>
    /// <exception cref="IOException">It exists already, or the folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">No permission.</exception>
    public FileStream Create(string name)
    {
        if (!IsValidName(name)) throw new ArgumentException($"'{name}' is no name of a recording", nameof(name));
        Directory.CreateDirectory(Root);

        // CreateNew also refuses to follow a link that somebody laid here.
        return new FileStream(Path.Combine(Root, name), FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
    }
}
