using System.Globalization;
using System.Text;

namespace ImsConference.Mrfc.Focus.Keys;

/// <summary>
/// The body of an INFO that tells a key: <c>application/dtmf-relay</c> (<c>Signal=5</c>, <c>Duration=160</c>, a line each) or <c>application/dtmf</c>
/// (the key alone). No standard has them; this is what phones send.
/// </summary>
public static class DtmfBody
{
    public const string RelayType = "application/dtmf-relay";
    public const string PlainType = "application/dtmf";

    private const int UsualDurationMs = 250; // where none is said
    private const int LongestDurationMs = 60_000;

    /// <returns>False when no key, or none that there is, is in it.</returns>
    public static bool TryRead(ReadOnlySpan<byte> body, out KeyPress press)
    {
        press = null!;
        var text = Encoding.UTF8.GetString(body);
        var fields = text.Split('\n', '\r').Select(line => line.Split('=', 2, StringSplitOptions.TrimEntries)).ToLookup(
            pair => pair.Length == 2 ? pair[0] : "", pair => pair[^1], StringComparer.OrdinalIgnoreCase);
        if (KeyOf(fields["Signal"].FirstOrDefault() ?? text.Trim()) is not { } key) return false;

        var isDuration = int.TryParse(fields["Duration"].FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var durationMs)
            && durationMs is > 0 and <= LongestDurationMs;
        press = new KeyPress(key, isDuration ? durationMs : UsualDurationMs);
        return true;
    }

    // Some phones send the event codes of RFC 4733 §3.2 for what is no digit.
    private static string? KeyOf(string signal) => signal.ToUpperInvariant() switch
    {
        [>= '0' and <= '9'] or ['*'] or ['#'] or [>= 'A' and <= 'D'] => signal.ToUpperInvariant(),
        "10" => "*",
        "11" => "#",
        "12" => "A",
        "13" => "B",
        "14" => "C",
        "15" => "D",
        "16" or "!" or "FLASH" or "HF" => "flash",
        _ => null,
    };
}
