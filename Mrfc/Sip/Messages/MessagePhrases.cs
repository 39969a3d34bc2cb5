namespace ImsConference.Sip.Messages;

/// <summary>Phrases about headers, made once so that refusing a flood of bad messages allocates nothing.</summary>
internal static class MessagePhrases
{
    private static readonly string[] RepeatedPhrases = ForEach("repeated");
    private static readonly string[] MissingPhrases = ForEach("missing");
    private static readonly string[] MalformedPhrases = ForEach("malformed");

    public static string Repeated(HeaderId id) => RepeatedPhrases[(int)id];

    public static string Missing(HeaderId id) => MissingPhrases[(int)id];

    public static string Malformed(HeaderId id) => MalformedPhrases[(int)id];

    private static string[] ForEach(string fault) => [.. Enum.GetValues<HeaderId>().Select(id => $"{HeaderNames.Name(id)} {fault}")];
}
