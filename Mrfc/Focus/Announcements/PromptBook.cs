using ImsConference.Protos.Mp;

namespace ImsConference.Mrfc.Focus.Announcements;

/// <summary>How each prompt sounds, by configuration.</summary>
public sealed class PromptBook
{
    private const string LastLanguage = "en";
    private const int LobbyGapMs = 8_000;

    // Where a file is missing: somebody spoke, or would have.
    private static readonly ToneSignal Instead = SoundDescription.ReadTone("425@-15/200,100,200")!;

    private readonly Dictionary<Prompt, Announcement> _announcements = [];

    /// <param name="options">Checked.</param>
    public PromptBook(AnnouncementOptions options)
    {
        var folders = Folders(options.Language);
        foreach (var prompt in Enum.GetValues<Prompt>())
        {
            var setting = options.Of(prompt);
            if (setting == "off") continue;
            if (!SoundDescription.TryRead(setting == "on" ? OwnSound(prompt) : setting, folders, Instead, out var segments))
                throw new ArgumentException($"Announcements:{prompt}: '{setting}'", nameof(options));
            _announcements[prompt] = new Announcement { Segments = { segments }, Times = IsEndless(prompt) ? 0u : 1u, GapMs = prompt == Prompt.Lobby ? LobbyGapMs : 0u };
        }
    }

    /// <returns>Null where it is off.</returns>
    public Announcement? Find(Prompt prompt) => _announcements.GetValueOrDefault(prompt);

    /// <summary>True when a setting says something.</summary>
    internal static bool IsSound(string setting) => setting is "off" or "on" || SoundDescription.TryRead(setting, [LastLanguage], Instead, out _);

    // Call progress tones as ETSI EG 201 188 has them for Europe; a network's own come by configuration.
    private static string OwnSound(Prompt prompt) => prompt switch
    {
        Prompt.Joined => "700@-18/90 1000@-18/120",
        Prompt.Left => "1000@-18/90 700@-18/120",
        Prompt.First => "first.wav",
        Prompt.OneMinuteLeft => "one-minute-left.wav",
        Prompt.EndsSoon => "1400@-18/150,150,150,150,150",
        Prompt.EnterPin => "enter-pin.wav",
        Prompt.WrongPin => "wrong-pin.wav",
        Prompt.Goodbye => "goodbye.wav",
        Prompt.Lobby => "lobby.wav",
        Prompt.Busy => "425@-13/500,500",
        _ => "425@-13/1000,4000",
    };

    /// <summary>True when who hears it hears the conference too.</summary>
    internal static bool IsMixed(Prompt prompt) => prompt is Prompt.Joined or Prompt.Left or Prompt.First or Prompt.OneMinuteLeft or Prompt.EndsSoon;

    private static bool IsEndless(Prompt prompt) => prompt is Prompt.Lobby or Prompt.Busy or Prompt.Ringback;

    private static string[] Folders(string language) => [.. new[] { language, language.Split('-')[0], LastLanguage }.Distinct(StringComparer.OrdinalIgnoreCase)];
}
