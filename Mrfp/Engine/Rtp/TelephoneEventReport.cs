namespace ImsConference.Engine.Rtp;

/// <summary>One whole telephone-event, reported once.</summary>
/// <param name="Code">As in <see cref="TelephoneEvent.Code"/>.</param>
/// <param name="Timestamp">RTP time of its start.</param>
/// <param name="Duration">In units of the clock rate, over all its segments; the last one heard when the end packets were lost.</param>
/// <param name="ClockRateHz">Of the payload type.</param>
public readonly record struct TelephoneEventReport(byte Code, uint Timestamp, uint Duration, int ClockRateHz = 8000)
{
    public int DurationMs => (int)(Duration * 1000L / ClockRateHz);
}
