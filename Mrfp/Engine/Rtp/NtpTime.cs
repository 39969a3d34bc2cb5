namespace ImsConference.Engine.Rtp;

/// <summary>NTP timestamps: 32.32 fixed-point seconds since 1900 (RFC 3550 §4), wrapping in 2036.</summary>
public static class NtpTime
{
    private static readonly DateTimeOffset Epoch = new(1900, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static ulong From(DateTimeOffset time) => FromTicks((time - Epoch).Ticks);

    /// <summary><paramref name="ntp"/> moved on by microseconds.</summary>
    public static ulong Add(ulong ntp, long microseconds) => ntp + FromTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    /// <summary>The middle 32 bits: 16.16 seconds, as LSR and DLSR have them (§6.4.1).</summary>
    public static uint Middle(ulong ntp) => (uint)(ntp >> 16);

    /// <summary>Microseconds in units of 1/65536 s, saturated at the 18 hours that 32 bits hold; negative counts as none.</summary>
    public static uint ShortFromMicroseconds(long microseconds) =>
        (uint)Math.Clamp((long)((Int128)microseconds * 65536 / 1_000_000), 0, uint.MaxValue);

    /// <summary>Units of 1/65536 s in milliseconds.</summary>
    public static double ToMilliseconds(uint shortNtp) => shortNtp * 1000.0 / 65536;

    private static ulong FromTicks(long ticks)
    {
        var seconds = Math.DivRem(ticks, TimeSpan.TicksPerSecond, out var rest);
        if (rest < 0) (seconds, rest) = (seconds - 1, rest + TimeSpan.TicksPerSecond);
        return ((ulong)seconds << 32) + ((ulong)rest << 32) / TimeSpan.TicksPerSecond;
    }
}
