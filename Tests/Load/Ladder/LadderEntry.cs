using ImsConference.Sip.Messages;

namespace ImsConference.Tests.Load.Ladder;

/// <summary>One arrow of the ladder.</summary>
/// <param name="Time">When it was seen; decides the order.</param>
/// <param name="From">Who sent it: a SIP or Mp address, or <c>mrfc</c>.</param>
/// <param name="To">Who gets it.</param>
/// <param name="IsMp">Mp, else SIP.</param>
/// <param name="Label">What stands on the arrow.</param>
internal sealed record LadderEntry(DateTimeOffset Time, string From, string To, bool IsMp, string Label)
{
    private const int MostOfAName = 16;

    /// <summary>What a SIP message is, in few words: <c>INVITE conf-factory1 +SDP</c>, <c>200 OK (UPDATE) +SDP</c>, <c>NOTIFY conference</c>.</summary>
    public static string LabelOf(SipMessage message)
    {
        var subject = message.IsRequest ? SubjectOf(message) : $"({Text(message.MethodName)})";
        var body = Text(message[HeaderId.ContentType]) switch
        {
            var type when type.StartsWith("application/sdp", StringComparison.OrdinalIgnoreCase) => "+SDP",
            var type when type.StartsWith("message/sipfrag", StringComparison.OrdinalIgnoreCase) => FragmentOf(message),
            _ => "",
        };
        return string.Join(' ', new[] { message.Label, subject, body }.Where(part => part.Length > 0));
    }

    /// <summary>What the MRFC saw.</summary>
    /// <param name="seen">Entry of its trace.</param>
    /// <param name="isPlaced">Whether an address has a lifeline.</param>
    public static LadderEntry Of(TraceEvent seen, Func<string, bool> isPlaced)
    {
        var entry = new LadderEntry(seen.Time, seen.From, seen.To, seen.IsMp, seen.IsMp ? VerbOf(seen.Label) : seen.Label);
        if (seen.IsMp || !SipMessage.TryParse(System.Text.Encoding.UTF8.GetBytes(seen.Text ?? ""), out var message, out _)) return entry;

        // A stream that a UE opened ends at a port of no meaning; the UE's own address stands in its Via.
        entry = entry with { Label = LabelOf(message) };
        if (!message.TryGetTopVia(out var via)) return entry;
        var sentBy = $"{Text(via.Host)}:{via.Port}";
        return message.IsRequest
            ? entry with { From = isPlaced(entry.From) ? entry.From : sentBy }
            : entry with { To = isPlaced(entry.To) ? entry.To : sentBy };
    }

    private static string SubjectOf(SipMessage request) => request.Method switch
    {
        SipMethod.Notify or SipMethod.Subscribe => Text(request[HeaderId.Event]).Split(';')[0],
        SipMethod.Invite => UserOf(Text(request.RequestUriText)),
        SipMethod.Refer => "to " + UserOf(Text(request[HeaderId.ReferTo]).Trim('<', '>')),
        _ => "",
    };

    /// <summary><c>AddTermination ok</c> of <c>Mp AddTermination ok ctx=c1 term=t1</c>: the ids are too long for an arrow.</summary>
    private static string VerbOf(string label) =>
        string.Join(' ', label.Split(' ').Where(word => word != "Mp" && !word.Contains('=', StringComparison.Ordinal)));

    private static string UserOf(string uri)
    {
        var name = SipUri.TryParse(uri, out var parsed) && parsed.User.Length > 0 ? parsed.User : uri;
        return name.Length <= MostOfAName ? name : string.Concat(name.AsSpan(0, MostOfAName - 1), "…");
    }

    private static string FragmentOf(SipMessage notify)
    {
        var line = Text(notify.Body.Span).Split('\r', '\n')[0].Split(' ');
        return line.Length > 1 ? line[1] : "";
    }

    private static string Text(ReadOnlySpan<byte> bytes) => System.Text.Encoding.UTF8.GetString(bytes);
}
