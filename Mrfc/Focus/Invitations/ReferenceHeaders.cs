using System.Diagnostics.CodeAnalysis;
using System.Text;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sessions;

namespace ImsConference.Mrfc.Focus.Invitations;

/// <summary>The headers in a URI that a reference or a list names, as far as the INVITE may carry them (RFC 3261 §19.1.5).</summary>
public static class ReferenceHeaders
{
    public const string Replaces = "Replaces";
    public const string Join = "Join";

    /// <summary>Harmless to carry. Any other would let the referrer speak in our name, or send the INVITE elsewhere.</summary>
    private static readonly string[] Harmless = ["Subject", "Accept-Contact", "Reject-Contact", "Request-Disposition", "Priority", "User-to-User"];

    /// <summary>Reads what is carried. What is not harmless is left out.</summary>
    /// <param name="uri">For example <c>sip:bob@home1.net?Replaces=…</c>.</param>
    /// <param name="headers">To be added to the INVITE.</param>
    /// <param name="refusal">Replaces or Join is malformed, or there are two of them (RFC 3891 §3, RFC 3911 §4); null when the result is true.</param>
    public static bool TryRead(SipUri uri, out IReadOnlyList<HeaderLine> headers, [NotNullWhen(false)] out Refusal? refusal)
    {
        var carried = new List<HeaderLine>();
        headers = carried;
        refusal = null;
        var sessions = 0;
        foreach (var (name, value) in uri.AllHeaders())
        {
            if (Find(name, [Replaces, Join]) is { } option)
            {
                sessions++;
                refusal = SessionName.TryParse(Encoding.UTF8.GetBytes(value), out _) && IsOneLine(value) ? refusal : Refusals.BadSessionName;
                carried.Add(new HeaderLine(option, value));
                carried.Add(new HeaderLine("Require", option == Replaces ? "replaces" : "join"));
            }
            else if (Find(name, Harmless) is { } known && IsOneLine(value))
            {
                carried.Add(new HeaderLine(known, value));
            }
        }

        if (sessions > 1) refusal = Refusals.TwoSessionNames;
        return refusal is null;
    }

    private static string? Find(string name, string[] known) => Array.Find(known, one => one.Equals(name, StringComparison.OrdinalIgnoreCase));

    // A line break among the escapes would make a header of the referrer's own.
    private static bool IsOneLine(string value) => value.Length > 0 && !value.Any(char.IsControl);
}
