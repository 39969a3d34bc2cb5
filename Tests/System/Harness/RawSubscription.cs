using System.Text.RegularExpressions;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd.Harness;

/// <summary>A subscriber written by hand, byte by byte: it answers each NOTIFY with what the test says.</summary>
/// <param name="peer">What it sends from.</param>
/// <param name="uri">Conference.</param>
public sealed class RawSubscription(RawSip peer, string uri)
{
    private static int _last;

    private readonly string _branch = $"z9hG4bK-subscription-{Interlocked.Increment(ref _last)}";
    private readonly Queue<string> _notifies = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private string? _toTag;
    private int _cseq;

    /// <summary>Sends a SUBSCRIBE, in its dialog once there is one.</summary>
    /// <param name="headers">Event, Accept, Expires and the like, separated by LF.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <returns>The final response.</returns>
    public async Task<string> SubscribeAsync(string headers, CancellationToken stop)
    {
        var request = new Request("SUBSCRIBE", uri, headers, ToTag: _toTag, CSeq: $"{++_cseq} SUBSCRIBE");
        peer.Send(request.Write(peer.Local, _branch).Replace($"branch={_branch}", $"branch={_branch}-{_cseq}", StringComparison.Ordinal));
        while (true)
        {
            var text = await peer.ReceiveAsync(stop);
            if (text.StartsWith("NOTIFY ", StringComparison.Ordinal))
            {
                _notifies.Enqueue(text);
                continue;
            }

            if (Header(text, "To") is { } to && Regex.Match(to, ";tag=(?<tag>[^;]+)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)) is { Success: true } tag) _toTag ??= tag.Groups["tag"].Value;
            return text;
        }
    }

    /// <summary>The next NOTIFY, answered.</summary>
    public async Task<string> NotifyAsync(CancellationToken stop, string status = "200 OK")
    {
        while (true)
        {
            if (!_notifies.TryDequeue(out var notify)) notify = await peer.ReceiveAsync(stop);
            Assert.That(notify, Does.StartWith("NOTIFY "));
            var copied = new[] { "Via", "From", "To", "Call-ID", "CSeq" }.Select(name => $"{name}: {Header(notify, name)}");
            peer.Send($"SIP/2.0 {status}\n{string.Join('\n', copied)}\nContent-Length: 0\n\n");
            if (_seen.Add(Header(notify, "CSeq")!)) return notify; // else our answer was too late, and it came again
        }
    }

    /// <summary>Value of a header; null when absent.</summary>
    public static string? Header(string message, string name)
    {
        var match = Regex.Match(message, $"(?mi)^{name}: *(.*?)\r?$", RegexOptions.None, TimeSpan.FromSeconds(1));
        return match.Success ? match.Groups[1].Value : null;
    }

    /// <summary>Body; empty when there is none.</summary>
    public static string Body(string message) => message[(message.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
}
