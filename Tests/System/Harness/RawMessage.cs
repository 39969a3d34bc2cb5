using System.Globalization;
using System.Text.RegularExpressions;

namespace ImsConference.Tests.EndToEnd.Harness;

/// <summary>A message as it came over the wire, read with plain text means: nothing of the stack under test takes part.</summary>
/// <param name="Text">All of it.</param>
public sealed record RawMessage(string Text)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    /// <summary>Of a response; 0 in a request.</summary>
    public int Status => Text.StartsWith("SIP/2.0 ", StringComparison.Ordinal) ? int.Parse(Text.AsSpan(8, 3), NumberStyles.None, CultureInfo.InvariantCulture) : 0;

    /// <summary>Of a request; of a response the one that its CSeq names.</summary>
    public string Method => Header("CSeq").Split(' ')[1];

    public string Body => Text[(Text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];

    /// <summary>Value of the first such header line; empty when there is none.</summary>
    public string Header(string name) => Headers(name) is [var first, ..] ? first : "";

    /// <summary>Values of all such header lines.</summary>
    public IReadOnlyList<string> Headers(string name) =>
        [.. Regex.Matches(Head, $"^{name}: *(?<value>.*?)\r$", RegexOptions.Multiline | RegexOptions.IgnoreCase, Limit).Select(match => match.Groups["value"].Value)];

    /// <summary>URI of the first Contact.</summary>
    public string Contact => Regex.Match(Header("Contact"), "<(?<uri>[^>]+)>", RegexOptions.None, Limit).Groups["uri"].Value;

    /// <summary>Tag of To; empty when there is none.</summary>
    public string ToTag => Regex.Match(Header("To"), "tag=(?<tag>[^;]+)", RegexOptions.None, Limit).Groups["tag"].Value;

    /// <summary>Lines of the SDP with this beginning, without it.</summary>
    public IReadOnlyList<string> Sdp(string start) =>
        [.. Body.Split("\r\n").Where(line => line.StartsWith(start, StringComparison.Ordinal)).Select(line => line[start.Length..])];

    private string Head => Text[..(Text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 2)];

    public override string ToString() => Text;
}
