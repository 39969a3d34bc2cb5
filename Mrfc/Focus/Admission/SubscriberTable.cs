using System.Text.Json;
using System.Text.Json.Serialization;

namespace ImsConference.Mrfc.Focus.Admission;

/// <summary>Who may create conferences, who may join, how many, and until when (TS 24.147 §5.3.2.3.1 has the focus authorise).</summary>
/// <remarks>
/// A file such as <c>{"default": {"join": true}, "subscribers": {"sip:alice@home1.net": {"create": true, "conferences": 2}, "tel:+358*": {}}}</c>.
/// A key is an identity; a <c>*</c> in it stands for any characters. What names a user wholly comes first, then the longest pattern, then the default.
/// </remarks>
public sealed class SubscriberTable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        AllowDuplicateProperties = false, // two entries of one name: which one is meant?
        AllowTrailingCommas = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
    };

    private readonly Dictionary<string, Subscriber> _named = new(StringComparer.Ordinal);
    private readonly List<(string Start, string End, Subscriber Subscriber)> _patterns = []; // the longest first
    private readonly Subscriber _others;

    private SubscriberTable(Subscriber others, IEnumerable<KeyValuePair<string, Subscriber>> entries)
    {
        _others = others;
        foreach (var (key, subscriber) in entries.OrderByDescending(entry => entry.Key.Length))
        {
            var star = key.IndexOf('*', StringComparison.Ordinal);
            if (star < 0) _named[key] = subscriber;
            else _patterns.Add((key[..star], key[(star + 1)..], subscriber));
        }
    }

    /// <summary>The table where there is none: everybody may do everything.</summary>
    public static SubscriberTable Open { get; } = new(Subscriber.Unlimited, []);

    /// <param name="json">The file, UTF-8.</param>
    /// <param name="table">The table; null when the result is false.</param>
    /// <param name="fault">What is wrong, and where; empty when the result is true. No value stands in it, for one could be a PIN.</param>
    public static bool TryRead(ReadOnlySpan<byte> json, out SubscriberTable table, out string fault)
    {
        table = null!;
        try
        {
            var file = JsonSerializer.Deserialize<File>(json, Json);
            fault = file is null ? "it is null" : FaultOf(file);
            if (fault.Length > 0) return false;

            table = new SubscriberTable(file!.Default ?? Subscriber.Nobody, file.Subscribers);
            return true;
        }
        catch (JsonException e)
        {
            fault = $"{e.Path ?? "$"} (line {e.LineNumber + 1}) cannot be read";
            return false;
        }
    }

    /// <summary>The entry that holds for a user: by its URI or its number.</summary>
    public Subscriber Find(Caller user)
    {
        if (_named.TryGetValue(user.Uri, out var named) || (user.Tel is { } tel && _named.TryGetValue(tel, out named))) return named;

        foreach (var (start, end, subscriber) in _patterns)
            if (Fits(user.Uri, start, end) || (user.Tel is { } number && Fits(number, start, end))) return subscriber;
        return _others;
    }

    private static bool Fits(string identity, string start, string end) =>
        identity.Length >= start.Length + end.Length && identity.StartsWith(start, StringComparison.Ordinal) && identity.EndsWith(end, StringComparison.Ordinal);

    private static string FaultOf(File file)
    {
        foreach (var (key, subscriber) in file.Subscribers.Prepend(new("default", file.Default ?? Subscriber.Nobody)))
        {
            if (key.Count(letter => letter == '*') > 1) return $"'{key}': one * at most";
            if (subscriber is null) return $"'{key}': no entry";
            if (subscriber.MaxConferences < 0) return $"'{key}': conferences is below 0";
            if (subscriber.MaxParticipants < 1) return $"'{key}': participants is below 1";
            if (subscriber.Role is Role.Stranger or Role.Creator or Role.Operator) return $"'{key}': role is one of observer, listen-only, participant, moderator";
            if (!ConferenceRules.IsPin(subscriber.Pin)) return $"'{key}': pin has {ConferenceRules.LeastPinDigits} to {ConferenceRules.MostPinDigits} digits, or none";
        }

        return "";
    }

    private sealed record File
    {
        public Subscriber? Default { get; init; }

        public Dictionary<string, Subscriber> Subscribers { get; init; } = [];
    }
}
