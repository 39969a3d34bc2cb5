using System.Runtime.InteropServices;

namespace ImsConference.Engine.Rtp;

/// <summary>The distribution's libsrtp2, loaded once a process.</summary>
/// <remarks>Where it is missing SRTP is not offered; nothing else changes.</remarks>
public static class SrtpLibrary
{
    private static readonly Lazy<string> Fault = new(Load);

    /// <summary>True when SRTP can be used.</summary>
    public static bool IsAvailable => Fault.Value.Length == 0;

    /// <summary>Why it cannot; empty when it can.</summary>
    public static string WhyUnavailable => Fault.Value;

    private static string Load()
    {
        if (!NativeLibrary.TryLoad(SrtpNative.Library, out _)) return $"{SrtpNative.Library} is not installed";
        var status = SrtpNative.Initialize();
        return status == 0 ? "" : $"{SrtpNative.Library} does not start: error {status}";
    }
}
