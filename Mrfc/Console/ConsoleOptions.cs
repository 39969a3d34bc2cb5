namespace ImsConference.Mrfc.Console;

/// <summary>Settings of the operator's HTTP interface, section <c>Console</c>.</summary>
public sealed class ConsoleOptions
{
    /// <summary>Where it listens. It asks nobody for a password and shows whole messages, so loopback only.</summary>
    public string Url { get; init; } = "http://127.0.0.1:8080";

    /// <summary>Permits an address other than loopback, behind something that asks for a password.</summary>
    public bool AllowRemote { get; init; }

    /// <summary>Messages and commands kept for those who come later to <c>/trace</c>.</summary>
    public int TraceKept { get; init; } = 2_000;

    /// <summary>What a request's Host may name. A page on the web that made its own name mean a loopback address must not read along.</summary>
    internal string[] Hosts => AllowRemote ? ["*"] : ["localhost", new Uri(Url).Host];
}
