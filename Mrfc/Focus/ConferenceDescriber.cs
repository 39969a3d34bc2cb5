using ImsConference.Mrfc.Focus.Negotiation;
using ImsConference.Mrfc.Focus.Recordings;
using ImsConference.Mrfc.Focus.Roster;

namespace ImsConference.Mrfc.Focus;

/// <summary>Says what the roster tells of a conference besides its state and its users: what is configured, and what is known of it now.</summary>
public sealed class ConferenceDescriber(FocusOptions options)
{
    public ConferenceDescription Describe(Conference conference)
    {
        var texts = options.Roster;
        return new ConferenceDescription(conference.Uri.ToString())
        {
            DisplayText = Fill(texts.DisplayText, conference),
            Subject = conference.Policy.Rules.Subject ?? conference.Subject,
            FreeText = Fill(texts.FreeText, conference),
            Keywords = (Fill(texts.Keywords, conference) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries),
            ConfUris = Uris((texts.DialInUri, "participation")),
            ServiceUris = Uris((texts.WebPage, "web-page"), (IsRecorded(conference) ? texts.RecordingUri : "", "recording")),
            MaximumUserCount = conference.MaxParticipants,
            Media = [new AvailableMedium(AudioLine.Label, "audio")],
            Host = new HostInfo
            {
                DisplayText = Fill(texts.HostName, conference),
                WebPage = Fill(texts.HostWebPage, conference),
                Uris = Uris((texts.HostUri, null)),
            },
        };

        UriEntry[] Uris(params ReadOnlySpan<(string Text, string? Purpose)> said)
        {
            var entries = new List<UriEntry>();
            foreach (var (text, purpose) in said)
                if (Fill(text, conference) is { } uri) entries.Add(new UriEntry(uri, purpose));
            return [.. entries];
        }
    }

    private bool IsRecorded(Conference conference) =>
        (options.RecordMix && conference.Context.Current is not null) || conference.Recordings.All.Any(recording => recording.State == RecordingState.Running);

    private string? Fill(string text, Conference conference) =>
        text.Length == 0 ? null : options.Fill(text).Replace("{token}", conference.Token, StringComparison.Ordinal);
}
