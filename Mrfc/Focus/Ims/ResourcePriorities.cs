using System.Text;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sessions;

namespace ImsConference.Mrfc.Focus.Ims;

/// <summary>The namespaces of Resource-Priority that this node honours (RFC 4412).</summary>
/// <param name="namespaces">Names, for example <c>ets</c>; none: the header is ignored.</param>
public sealed class ResourcePriorities(IReadOnlyList<string> namespaces)
{
    /// <summary>Option tag of an INVITE that must not be served without (§4.6.2).</summary>
    public const string OptionTag = "resource-priority";

    private static readonly string[] Levels = ["0", "1", "2", "3", "4"];
    private static readonly string[] SixteenLevels = [.. Enumerable.Range(0, 16).Select(level => $"{level}")];
    private static readonly string[] Precedence = ["routine", "priority", "immediate", "flash", "flash-override"];

    /// <summary>Values of each namespace that IANA lists, the least first (RFC 4412 §12, RFC 7134, RFC 8101).</summary>
    private static readonly Dictionary<string, string[]> Registered = new(StringComparer.OrdinalIgnoreCase)
    {
        ["dsn"] = Precedence,
        ["drsn"] = [.. Precedence, "flash-override-override"],
        ["q735"] = Levels,
        ["ets"] = Levels,
        ["wps"] = Levels,
        ["esnet"] = Levels,
        ["mcpttp"] = SixteenLevels,
        ["mcpttq"] = SixteenLevels,
    };

    /// <summary>Names that a setting may list.</summary>
    public static IEnumerable<string> Names => Registered.Keys;

    public bool Any => namespaces.Count > 0;

    /// <summary>The request has a value of one of them.</summary>
    public bool Knows(SipMessage message)
    {
        foreach (var value in message.Values(HeaderId.ResourcePriority))
        {
            var parts = Encoding.UTF8.GetString(value).Split('.', 2);
            if (parts.Length == 2 && namespaces.Contains(parts[0], StringComparer.OrdinalIgnoreCase)
                && Registered[parts[0]].Contains(parts[1], StringComparer.OrdinalIgnoreCase)) return true;
        }

        return false;
    }

    /// <summary>A request that requires priority, and none that is known here: 417, with all that are (§4.6.2).</summary>
    /// <returns>Null when it is not so.</returns>
    public Refusal? FaultOf(SipMessage message) => Any && message.Lists(HeaderId.Require, OptionTag) && !Knows(message)
        ? new Refusal(417, "unknown resource priority", "Focus:PriorityNamespaces", "RFC 4412 §4.6.2") { Headers = [new HeaderLine("Accept-Resource-Priority", Known)] }
        : null;

    private string Known => string.Join(", ", namespaces.SelectMany(name => Registered[name].Select(value => $"{name}.{value}")));
}
