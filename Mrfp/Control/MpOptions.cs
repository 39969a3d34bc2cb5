namespace ImsConference.Mrfp.Control;

/// <summary>The Mp service (section <c>Mp</c>).</summary>
public sealed class MpOptions
{
    /// <summary>Address that the service listens on, IPv4 or IPv6. Whoever reaches it commands the MRFP.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>TCP port of the service; 0 takes a free one, which the ready line names.</summary>
    public int Port { get; init; } = 7070;

    /// <summary>Must be true for an address other than loopback: the service has no authentication of its own.</summary>
    public bool AllowRemote { get; init; }

    /// <summary>How long a context outlives its owner's silence when the command does not say, s.</summary>
    public int LeaseSeconds { get; init; } = 60;

    /// <summary>Load is reported to each owner so often, s.</summary>
    public int LoadSeconds { get; init; } = 5;

    /// <summary>On SIGTERM calls may go on for so long, s; then each gets its BYE.</summary>
    public int DrainSeconds { get; init; } = 2;

    /// <summary>Events kept for a subscriber that is slow; older ones are dropped and leave a gap in the sequence.</summary>
    public int EventQueue { get; init; } = 1024;
}
