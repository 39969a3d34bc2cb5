using Microsoft.Extensions.Options;

namespace ImsConference.Mrfp.Playback;

/// <summary>Names every fault of <see cref="PlaybackOptions"/> by its key.</summary>
public sealed class PlaybackOptionsCheck : IValidateOptions<PlaybackOptions>
{
    public ValidateOptionsResult Validate(string? name, PlaybackOptions options)
    {
        var faults = new ValidateOptionsResultBuilder();
        var folder = options.RecordingFolder;
        if (string.IsNullOrWhiteSpace(folder) || folder.AsSpan().ContainsAny(Path.GetInvalidPathChars()))
            faults.AddError($"'{folder}': a path", "Playback:RecordingFolder");
        else if (File.Exists(folder))
            faults.AddError($"'{folder}': a folder, not a file", "Playback:RecordingFolder");
        return faults.Build();
    }
}
