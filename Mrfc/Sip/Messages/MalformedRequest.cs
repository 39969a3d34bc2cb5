using System.Text;

namespace ImsConference.Sip.Messages;

/// <summary>Answers, without any state, a request that the parser refused; reads as little of it as it can.</summary>
public static class MalformedRequest
{
    private const int MostVias = 100;   // more than any Max-Forwards would have let through

    private static readonly HeaderId[] Echoed = [HeaderId.From, HeaderId.To, HeaderId.CallId, HeaderId.CSeq];

    /// <param name="datagram">What came.</param>
    /// <param name="fault">Why it was refused: gives status and reason phrase.</param>
    /// <param name="response">The answer, with what it echoes as it came (unfolded); null when the result is false.</param>
    /// <returns>False when nothing can or may be answered: a response, an ACK, or Via, From, To, Call-ID or CSeq cannot be echoed.</returns>
    public static bool TryRefuse(ReadOnlySpan<byte> datagram, ParseFault fault, out SipMessage response)
    {
        response = null!;
        var lines = ReadLines(datagram);
        if (lines.Count == 0 || lines[0].StartsWith("SIP/", StringComparison.OrdinalIgnoreCase)) return false;
        if (lines[0].StartsWith("ACK ", StringComparison.Ordinal)) return false;

        var fields = lines.Skip(1).TakeWhile(line => line.Length > 0).Select(Split).Where(field => field.Value.Length > 0).ToList();
        var vias = fields.Where(field => field.Id == HeaderId.Via).ToList();
        if (vias.Count is 0 or > MostVias || !Echoed.All(id => fields.Exists(field => field.Id == id))) return false;

        var phrase = fault.Phrase.Length > 0 ? fault.Phrase : ReasonPhrases.For(fault.Status);
        var writer = SipWriter.StatusLine(fault.Status, phrase);
        foreach (var via in vias) writer.Add(HeaderId.Via, via.Value);
        foreach (var id in Echoed)
        {
            var value = fields.Find(field => field.Id == id).Value;
            writer.Add(id, id == HeaderId.To ? WithTag(value) : value);
        }

        response = writer.Build(MessageCheck.None);
        return true;
    }

    /// <summary>Lines up to the empty one, continuations joined, with no CR, LF or NUL left in them.</summary>
    private static List<string> ReadLines(ReadOnlySpan<byte> datagram)
    {
        var limit = Math.Min(datagram.Length, MessageLimits.Default.HeaderBytes / 2);   // bytes that are no UTF-8 grow threefold in the answer
        var lines = new List<string>();
        foreach (var raw in Encoding.UTF8.GetString(datagram[..limit]).Split('\n'))
        {
            var line = raw.TrimEnd('\r').Replace('\r', ' ').Replace('\0', ' ');
            if (lines.Count > 0 && line.Length > 0 && line[0] is ' ' or '\t') lines[^1] += " " + line.Trim();
            else if (lines.Count > 0 || line.Length > 0) lines.Add(line.TrimEnd());
            if (lines.Count > 1 && lines[^1].Length == 0) break;
        }

        return lines;
    }

    private static (HeaderId Id, string Value) Split(string line)
    {
        var colon = line.IndexOf(':');
        return colon < 0 ? (HeaderId.Unknown, "") : (HeaderNames.Find(line[..colon].Trim()), line[(colon + 1)..].Trim());
    }

    /// <summary>The same request always gets the same tag, as a stateless element must (RFC 3261 §8.2.7).</summary>
    private static string WithTag(string to)
    {
        if (to.Contains(";tag=", StringComparison.OrdinalIgnoreCase)) return to;
        var hash = 14695981039346656037UL;
        foreach (var c in to) hash = (hash ^ c) * 1099511628211UL;
        return $"{to};tag=bad{hash:x16}";
    }
}
