using Microsoft.Extensions.Options;

namespace ImsConference.Mrfp.Playback;

/// <summary>Names every fault of <see cref="PlaybackOptions"/> by its key.</summary>
public sealed class PlaybackOptionsCheck : IValidateOptions<PlaybackOptions>
{
    private const int MostSeconds = 30 * 86_400;
    private const int MostRiffMb = 4_000;

    public ValidateOptionsResult Validate(string? name, PlaybackOptions options)
    {
        var faults = new ValidateOptionsResultBuilder();
        CheckFolder(options.RecordingFolder, "Playback:RecordingFolder", faults);
        CheckFolder(options.PromptFolder, "Playback:PromptFolder", faults);
        if (options.CacheMegabytes is < 0 or > 4096) faults.AddError($"{options.CacheMegabytes}: 0..4096", "Playback:CacheMegabytes");
        if (options.MaxRecordingSeconds is < 0 or > MostSeconds)
            faults.AddError($"{options.MaxRecordingSeconds}: 0..{MostSeconds}", "Playback:MaxRecordingSeconds");
        if (options.MaxRecordingFolderMb < 0)
            faults.AddError($"{options.MaxRecordingFolderMb}: 0 or more", "Playback:MaxRecordingFolderMb");
        if (options.Rf64AboveMb is < 0 or > MostRiffMb)
            faults.AddError($"{options.Rf64AboveMb}: 0..{MostRiffMb}", "Playback:Rf64AboveMb");
        return faults.Build();
    }

    private static void CheckFolder(string folder, string key, ValidateOptionsResultBuilder faults)
    {
        if (string.IsNullOrWhiteSpace(folder) || folder.AsSpan().ContainsAny(Path.GetInvalidPathChars()))
            faults.AddError($"'{folder}': a path", key);
        else if (File.Exists(folder))
            faults.AddError($"'{folder}': a folder, not a file", key);
    }
}
