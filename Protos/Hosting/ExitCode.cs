namespace ImsConference.Hosting;

/// <summary>What the process tells whoever started it.</summary>
public static class ExitCode
{
    /// <summary>Stopped as asked.</summary>
    public const int Done = 0;

    /// <summary>It could not start or go on, for example because its port is in use.</summary>
    public const int Failed = 1;

    /// <summary>The command line or the configuration is wrong.</summary>
    public const int Misconfigured = 2;
}
