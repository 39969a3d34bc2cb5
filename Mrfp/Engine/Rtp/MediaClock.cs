namespace ImsConference.Engine.Rtp;

/// <summary>The one clock of the media side: monotonic microseconds, tied to wall-clock time once, when it is made.</summary>
/// <remarks>A step of the wall clock therefore never disturbs a sender report.</remarks>
public sealed class MediaClock
{
    private readonly TimeProvider _time;
    private readonly long _start;

    public MediaClock(TimeProvider time)
    {
        _time = time;
        _start = time.GetTimestamp();
        NtpOrigin = NtpTime.From(time.GetUtcNow());
    }

    /// <summary>Microseconds since this clock was made.</summary>
    public long NowUs => (long)(_time.GetElapsedTime(_start).Ticks / TimeSpan.TicksPerMicrosecond);

    /// <summary>NTP time at microsecond 0.</summary>
    public ulong NtpOrigin { get; }
}
