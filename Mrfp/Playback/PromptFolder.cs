using System.Buffers;
using Microsoft.Extensions.Options;

namespace ImsConference.Mrfp.Playback;

/// <summary>The one folder that announcements are read from. A name cannot lead out of it.</summary>
public sealed class PromptFolder(IOptions<PlaybackOptions> options)
{
    private const int LongestName = 256;

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_/");

    /// <summary>Absolute. A relative setting is below the program, where the project's own prompts lie.</summary>
    public string Root { get; } = Path.GetFullPath(options.Value.PromptFolder, AppContext.BaseDirectory);

    /// <returns>False when it is empty, long, not .wav, holds anything but letters, digits, '.', '-', '_' and '/', or a part that is empty or begins with '.'.</returns>
    public static bool IsValidName(string name) =>
        name.Length <= LongestName
        && name.EndsWith(".wav", StringComparison.Ordinal)
        && !name.AsSpan().ContainsAnyExcept(NameCharacters)
        && name.Split('/').All(part => part.Length > 0 && part[0] != '.');

    /// <param name="name">Valid, see <see cref="IsValidName"/>.</param>
    /// <exception cref="IOException">It is not there, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">No permission.</exception>
    public FileStream Open(string name)
    {
        if (!IsValidName(name)) throw new ArgumentException($"'{name}' is no name of a prompt", nameof(name));
        return new FileStream(Path.Combine(Root, name), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
    }
}
