using System.Diagnostics.CodeAnalysis;
using ImsConference.Engine.Codecs;
using ImsConference.Sip.Sdp;

namespace ImsConference.Tests.Ue;

/// <summary>A codec of a UE, as its SDP has it.</summary>
/// <param name="Map">Payload type in its own offers, and the format.</param>
/// <param name="Fmtp">Parameters of a=fmtp; empty: none.</param>
public sealed record UeCodec(RtpMap Map, string Fmtp = "")
{
    public static UeCodec Pcmu { get; } = new(new RtpMap(0, "PCMU", 8000));

    public static UeCodec Pcma { get; } = new(new RtpMap(8, "PCMA", 8000));

    public static UeCodec G722 { get; } = new(new RtpMap(9, "G722", 8000));

    public static UeCodec Opus { get; } = new(new RtpMap(111, "opus", 48_000, 2), "minptime=10; useinbandfec=1");

    /// <summary>Bandwidth-efficient.</summary>
    public static UeCodec Amr { get; } = new(new RtpMap(102, "AMR", 8000), "mode-change-capability=2; max-red=220");

    public static UeCodec AmrOctetAligned { get; } = new(new RtpMap(108, "AMR", 8000), "octet-align=1; mode-change-capability=2; max-red=220");

    /// <summary>Bandwidth-efficient.</summary>
    public static UeCodec AmrWb { get; } = new(new RtpMap(104, "AMR-WB", 16_000), "mode-change-capability=2; max-red=220");

    public static UeCodec AmrWbOctetAligned { get; } = new(new RtpMap(110, "AMR-WB", 16_000), "octet-align=1; mode-change-capability=2; max-red=220");

    /// <summary>As the side that wrote these parameters wants to be sent to.</summary>
    internal bool TryFormat([NotNullWhen(true)] out AudioFormat? format) =>
        AudioFormat.TryParse(Map.Encoding, Map.ClockRateHz, Map.Channels, Fmtp, out format, out _);

    /// <summary>True when the other is the same codec in the same form, whatever number it bears.</summary>
    internal bool IsSame(UeCodec other) => Map.IsSameFormat(other.Map) && TryFormat(out var mine) && other.TryFormat(out var theirs)
        && mine.Amr?.IsOctetAligned == theirs.Amr?.IsOctetAligned;

    /// <summary>Those of a media line.</summary>
    internal static IEnumerable<UeCodec> In(MediaDescription line) =>
        line.RtpMaps.Select(map => new UeCodec(map, line.FormatParameters(map.PayloadType) ?? ""));
}
