using System.Globalization;
using ImsConference.Mrfc.Focus.Roster;

namespace ImsConference.Mrfc.Focus.Leaving;

/// <summary>What a peer's Reason header says of its leaving (RFC 3326).</summary>
/// <param name="Method">For the roster.</param>
/// <param name="Reason">The header's value; null when there is none.</param>
public readonly record struct PeerReason(DisconnectionMethod Method, string? Reason)
{
    // Q.850 §2.2.7: up to here the user hangs up or is not to be had; above, the network or the equipment fails.
    private const int LastNormalCause = 31;

    /// <param name="value">Of the peer's BYE or CANCEL; null when it has none.</param>
    /// <param name="isPrivate">The peer wants others not to learn who it is: only protocols and causes are kept, for the words may name it.</param>
    public static PeerReason Read(string? value, bool isPrivate)
    {
        if (string.IsNullOrWhiteSpace(value)) return new PeerReason(DisconnectionMethod.Departed, null);

        var method = DisconnectionMethod.Departed;
        var kept = new List<string>();
        foreach (var (protocol, cause) in Causes(value))
        {
            kept.Add(string.Create(CultureInfo.InvariantCulture, $"{protocol};cause={cause}"));
            if (IsFailure(protocol, cause)) method = DisconnectionMethod.Failed;
        }

        return new PeerReason(method, !isPrivate ? value : kept.Count > 0 ? string.Join(", ", kept) : null);
    }

    /// <summary>The SIP status that a Reason gives as the cause; null when it gives none.</summary>
    public static int? SipCauseIn(string? reason) =>
        reason is null ? null : Causes(reason).Where(it => it.Protocol.Equals("SIP", StringComparison.OrdinalIgnoreCase)).Select(it => (int?)it.Cause).FirstOrDefault();

    private static bool IsFailure(string protocol, int cause) => protocol.ToUpperInvariant() switch
    {
        "SIP" => cause is 408 or >= 500 and < 600,
        "Q.850" => cause > LastNormalCause,
        _ => false,
    };

    /// <summary>Protocols with their causes; text, which may hold commas, is passed over.</summary>
    private static IEnumerable<(string Protocol, int Cause)> Causes(string value)
    {
        foreach (var reason in OutsideQuotes(value).Split(','))
        {
            var parts = reason.Split(';', StringSplitOptions.TrimEntries);
            var cause = Array.Find(parts, part => part.StartsWith("cause=", StringComparison.OrdinalIgnoreCase));
            if (cause is not null && int.TryParse(cause.AsSpan(6), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) yield return (parts[0], number);
        }
    }

    private static string OutsideQuotes(string value)
    {
        var isQuoted = false;
        var outside = new System.Text.StringBuilder(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            if (isQuoted && value[i] == '\\') i++;
            else if (value[i] == '"') isQuoted = !isQuoted;
            else if (!isQuoted) outside.Append(value[i]);
        }

        return outside.ToString();
    }
}
