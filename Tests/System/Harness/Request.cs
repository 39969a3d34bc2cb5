using System.Net;
using System.Text.RegularExpressions;

namespace ImsConference.Tests.EndToEnd.Harness;

/// <summary>A request as text, whole or with one fault.</summary>
/// <param name="Method">Any token.</param>
/// <param name="Uri">Request-URI.</param>
/// <param name="Headers">Further header lines; a Content-Type or Content-Length here takes the place of the right one.</param>
/// <param name="Body">SDP unless Headers say otherwise.</param>
/// <param name="ToTag">Tag in To; null: outside any dialog.</param>
/// <param name="CSeq">Null: 1 and the method.</param>
/// <param name="Contact">Null: the right one; empty: none.</param>
/// <param name="Version">Of SIP.</param>
public sealed record Request(
    string Method, string Uri, string Headers = "", string Body = "", string? ToTag = null, string? CSeq = null, string? Contact = null, string Version = "SIP/2.0")
{
    /// <summary>The message as it goes out, with LF for line ends.</summary>
    public string Write(IPEndPoint local, string branch)
    {
        var body = Body.Length == 0 ? "" : Body.ReplaceLineEndings("\n") + "\n";
        var lines = new List<string>
        {
            $"{Method} {Uri} {Version}",
            $"Via: SIP/2.0/UDP {local};branch={branch};rport",
            "Max-Forwards: 70",
            $"From: <sip:alice@home1.net>;tag={branch}",
            $"To: <{Uri}>{(ToTag is null ? "" : $";tag={ToTag}")}",
            $"Call-ID: {branch}",
            $"CSeq: {CSeq ?? $"1 {Method}"}",
        };
        if (Contact != "") lines.Add($"Contact: {Contact ?? $"<sip:alice@{local}>"}");
        if (Headers.Length > 0) lines.AddRange(Headers.Split('\n'));
        if (body.Length > 0 && !Headers.Contains("Content-Type", StringComparison.Ordinal)) lines.Add("Content-Type: application/sdp");
        if (!Headers.Contains("Content-Length", StringComparison.Ordinal)) lines.Add($"Content-Length: {body.Length + body.Count(c => c == '\n')}");
        return string.Join('\n', lines) + "\n\n" + body;
    }

    /// <summary>The ACK to a refusal of this INVITE (RFC 3261 §17.1.1.3).</summary>
    public string WriteAck(IPEndPoint local, string branch, string answer) => string.Join(
        '\n',
        $"ACK {Uri} SIP/2.0",
        $"Via: SIP/2.0/UDP {local};branch={branch};rport",
        "Max-Forwards: 70",
        $"From: <sip:alice@home1.net>;tag={branch}",
        Regex.Match(answer, "^To: .*$", RegexOptions.Multiline, TimeSpan.FromSeconds(1)).Value.TrimEnd(),
        $"Call-ID: {branch}",
        "CSeq: 1 ACK",
        "Content-Length: 0") + "\n\n";
}
