using System.Globalization;

namespace Grpc.Wire;

/// <summary>The <c>grpc-timeout</c> header: at most eight digits and a unit.</summary>
internal static class GrpcTimeout
{
    private const long Most = 99_999_999;

    // Finest first. A tick is 100 ns, so nanoseconds are never needed to write.
    private static readonly (long Ticks, char Unit)[] Units =
    [
        (TimeSpan.TicksPerMicrosecond, 'u'), (TimeSpan.TicksPerMillisecond, 'm'), (TimeSpan.TicksPerSecond, 'S'),
        (TimeSpan.TicksPerMinute, 'M'), (TimeSpan.TicksPerHour, 'H'),
    ];

    /// <summary>The finest unit that holds the time, rounded up: the server must not give up before the client does.</summary>
    /// <param name="timeout">Negative counts as none left: one nanosecond, for a timeout is positive.</param>
    public static string Format(TimeSpan timeout)
    {
        if (timeout <= TimeSpan.Zero) return "1n";
        foreach (var (ticks, unit) in Units)
        {
            var count = ((timeout.Ticks - 1) / ticks) + 1;
            if (count <= Most) return string.Create(CultureInfo.InvariantCulture, $"{count}{unit}");
        }

        return string.Create(CultureInfo.InvariantCulture, $"{Most}H");
    }

    /// <returns>False when malformed. More than a <see cref="TimeSpan"/> holds is its greatest value.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan timeout)
    {
        timeout = default;
        if (text.Length is < 2 or > 9) return false;
        if (!long.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var count)) return false;
        if (text[^1] == 'n')
        {
            timeout = TimeSpan.FromTicks((count + TimeSpan.NanosecondsPerTick - 1) / TimeSpan.NanosecondsPerTick);
            return true;
        }

        var letter = text[^1];
        var ticks = Array.Find(Units, u => u.Unit == letter).Ticks;
        if (ticks == 0) return false;
        timeout = count > TimeSpan.MaxValue.Ticks / ticks ? TimeSpan.MaxValue : TimeSpan.FromTicks(count * ticks);
        return true;
    }
}
