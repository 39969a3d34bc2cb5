namespace ImsConference.Mrfc.Charging;

/// <summary>Settings of the call detail records, section <c>Charging</c>.</summary>
public sealed class ChargingOptions
{
    /// <summary>Folder of the records; is made where it is missing. Empty: no records.</summary>
    public string Folder { get; init; } = "";

    /// <summary>A record of what still stands is written so often, s; 0: only at the end (Acct-Interim-Interval, RFC 6733 §9.8.2).</summary>
    public int InterimSeconds { get; init; } = 900;

    /// <summary>A file is closed when it is longer, bytes.</summary>
    public long RotateBytes { get; init; } = 16_000_000;

    /// <summary>A file is closed when it is older, s.</summary>
    public int RotateSeconds { get; init; } = 3_600;

    /// <summary>Records that wait in memory while they cannot be written; beyond that they are lost, and counted.</summary>
    public int MaxWaiting { get; init; } = 20_000;

    /// <summary>Pause between two writes, in which records come together for one flush to the disk, ms.</summary>
    public int FlushMs { get; init; } = 50;
}
