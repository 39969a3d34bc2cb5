using System.Text.Json;
using ImsConference.Tests.Load.Ladder;
using ImsConference.Tests.Ue.Sounds;

namespace ImsConference.Tests.Load.Demo;

/// <summary>Finds the recording of the conference in the trace, and checks the file.</summary>
internal sealed class RecordedMix
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan WriteLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(200);

    private string? _path;

    /// <summary>Where the MRFP said that it writes; null when it said nothing.</summary>
    public string? Path => Volatile.Read(ref _path);

    /// <summary>Looks for the path in replies and events of Mp.</summary>
    public void Watch(TraceEvent entry)
    {
        if (entry is not { IsMp: true, Text.Length: > 0 } || !entry.Label.Contains("ecording", StringComparison.Ordinal)) return;
        using var document = JsonDocument.Parse(entry.Text);
        if (PathIn(document.RootElement) is { Length: > 0 } path) Volatile.Write(ref _path, path);
    }

    /// <summary>Is it a WAV file that can be played, as long as the talk was, and is everybody in it?</summary>
    /// <param name="atLeast">Length of the talk.</param>
    /// <param name="cast">Who spoke.</param>
    public async Task<Finding> CheckAsync(TimeSpan atLeast, IReadOnlyList<Actor> cast)
    {
        const string What = "the recorded mix is a playable WAV with every voice in it";
        if (Path is not { } path) return new Finding(What, false, "the trace names no recording: is Focus:RecordMix on?");
        var (file, fault) = await ReadAsync(path);
        if (file is null) return new Finding(What, false, fault);
        if (file.Channels != 1) return new Finding(What, false, $"{path}: {file.Channels} channels");

        var detail = FormattableString.Invariant($"{path} ({file.Duration.TotalSeconds:0.0} s, {file.RateHz} Hz)");
        if (file.Duration < atLeast) return new Finding(What, false, FormattableString.Invariant($"{detail}: shorter than {atLeast.TotalSeconds:0.0} s"));
        var narrow = file.ToPcm();
        var unheard = cast.Where(actor => !IsIn(narrow, actor.Voice)).Select(actor => actor.Name).ToList();
        return unheard.Count == 0 ? new Finding(What, true, detail) : new Finding(What, false, $"{detail}: without {string.Join(", ", unheard)}");
    }

    /// <summary>The sizes in its header are right once the MRFP has closed it.</summary>
    private static async Task<(WavFile? File, string Fault)> ReadAsync(string path)
    {
        var fault = "";
        for (var waited = TimeSpan.Zero; waited < WriteLimit; waited += Beat)
        {
            try
            {
                return (await WavFile.ReadAsync(path), "");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                fault = e.Message;
            }

            await Task.Delay(Beat);
        }

        return (null, fault);
    }

    private static bool IsIn(WavFile file, DemoVoice voice)
    {
        for (var at = 0; at + Pcm.Samples(Window) <= file.Samples.Length; at += Pcm.RateHz)
        {
            var piece = file.Samples.AsSpan(at, Pcm.Samples(Window));
            if (voice.IsPresent(voice.GainDb(piece))) return true;
        }

        return false;
    }

    private static string? PathIn(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object) return null;
        foreach (var property in element.EnumerateObject())
        {
            if (property.NameEquals("path")) return property.Value.GetString();
            if (PathIn(property.Value) is { } path) return path;
        }

        return null;
    }
}
