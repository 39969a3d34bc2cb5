using System.Runtime.InteropServices;

namespace ImsConference.Engine.Rtp;

/// <summary>The distribution's libsrtp2, loaded once a process.</summary>
/// <remarks>Where it is missing SRTP is not offered; nothing else changes.</remarks>
public static class SrtpLibrary
{
    private static readonly Lazy<string> Fault = new(Load);
    private static readonly Lazy<IReadOnlyList<SrtpSuite>> Offered = new(FindSuites);

    /// <summary>True when SRTP can be used.</summary>
    public static bool IsAvailable => Fault.Value.Length == 0;

    /// <summary>Why it cannot; empty when it can.</summary>
    public static string WhyUnavailable => Fault.Value;

    /// <summary>Those that this build of the library has, the most widely known first; none without it.</summary>
    public static IReadOnlyList<SrtpSuite> Suites => Offered.Value;

    private static IReadOnlyList<SrtpSuite> FindSuites() => IsAvailable ? [.. Enum.GetValues<SrtpSuite>().Where(SrtpSession.Offers)] : [];

    private static string Load()
    {
        if (!NativeLibrary.TryLoad(SrtpNative.Library, out _)) return $"{SrtpNative.Library} is not installed";
        var status = SrtpNative.Initialize();
        return status == 0 ? "" : $"{SrtpNative.Library} does not start: error {status}";
    }
}
