using Microsoft.Extensions.Options;

namespace ImsConference.Mrfc.Focus.Announcements;

/// <summary>Names every key of section <c>Announcements</c> that cannot be.</summary>
public sealed class AnnouncementOptionsCheck : IValidateOptions<AnnouncementOptions>
{
    public ValidateOptionsResult Validate(string? name, AnnouncementOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var faults = new ValidateOptionsResultBuilder();
        if (options.Language.Length is 0 or > 35 || !options.Language.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-') || options.Language[0] == '-')
            faults.AddError($"'{options.Language}': a language such as en or de-AT", "Announcements:Language");
        foreach (var prompt in Enum.GetValues<Prompt>())
        {
            if (!PromptBook.IsSound(options.Of(prompt)))
                faults.AddError($"'{options.Of(prompt)}': off, on, or sounds such as 'first.wav' or '425@-13/500,500 pause/200'", $"Announcements:{prompt}");
        }

        return faults.Build();
    }
}
