using System.Net;
using ImsConference.Mrfc.Console.Access;

namespace ImsConference.Mrfc.Console;

/// <summary>Settings of the HTTP interface, section <c>Console</c>.</summary>
public sealed class ConsoleOptions
{
    /// <summary>Where it listens. Other than loopback only with <see cref="Keys"/>: it acts on conferences and shows whole messages.</summary>
    public string Url { get; init; } = "http://127.0.0.1:8080";

    /// <summary>Who may use it; none: whoever reaches it may do everything.</summary>
    public IReadOnlyList<AccessKey> Keys { get; init; } = [];

    /// <summary>Messages and commands kept for those who come later to <c>/trace</c>.</summary>
    public int TraceKept { get; init; } = 2_000;

    /// <summary>Events kept for those who come back to <c>/api/v1/events</c>.</summary>
    public int EventsKept { get; init; } = 2_000;

    /// <summary>Longest body of a request, bytes; above it 413.</summary>
    public int MaxBodyBytes { get; init; } = 65_536;

    /// <summary>
    /// What a request's Host may name while no key is asked for: a page on the web that made its own name mean a loopback address must not read along.
    /// </summary>
    internal string[] Hosts => Keys.Count > 0 ? ["*"] : ["localhost", new Uri(Url).Host];

    internal static bool IsLoopback(Uri url) => url.IsLoopback || (IPAddress.TryParse(url.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
