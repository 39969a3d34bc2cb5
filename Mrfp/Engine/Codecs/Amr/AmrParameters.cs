using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ImsConference.Engine.Codecs;

/// <summary>Fmtp of AMR and AMR-WB (RFC 4867 §8.1, §8.2). Interleaving, robust sorting and CRCs are refused when parsed.</summary>
/// <remarks>mode-change-capability and max-red bind the peer alone and are not kept.</remarks>
public sealed record AmrParameters
{
    /// <summary>Payload format: octet-aligned, or bandwidth-efficient.</summary>
    public bool IsOctetAligned { get; init; }

    /// <summary>Bit n: mode n may be used. At least one.</summary>
    public required int ModeSet { get; init; }

    /// <summary>Frames between changes of mode that we may make: 1 or 2.</summary>
    public int ModeChangePeriod { get; init; } = 1;

    /// <summary>Modes change by one step within the set only.</summary>
    public bool ModeChangesToNeighbor { get; init; }

    /// <param name="fmtp">Parameters without the payload type.</param>
    /// <param name="modes">How many the codec has: <see cref="AmrMode.NarrowbandCount"/> or <see cref="AmrMode.WidebandCount"/>.</param>
    /// <param name="parameters">Null when the result is false.</param>
    /// <param name="fault">Which parameter cannot be honoured, or is malformed.</param>
    public static bool TryParse(string fmtp, int modes, [NotNullWhen(true)] out AmrParameters? parameters, out string fault)
    {
        parameters = null;
        var read = new AmrParameters { ModeSet = (1 << modes) - 1 };
        foreach (var (name, value) in Fmtp.Parameters(fmtp))
        {
            fault = $"{name}={value}: not supported";
            switch (name, value)
            {
                case ("octet-align", "0" or "1"): read = read with { IsOctetAligned = value == "1" }; break;
                case ("mode-change-period", "1" or "2"): read = read with { ModeChangePeriod = value[0] - '0' }; break;
                case ("mode-change-neighbor", "0" or "1"): read = read with { ModeChangesToNeighbor = value == "1" }; break;
                case ("mode-set", _):
                    if (!TryParseSet(value, modes, out var set)) return false;
                    read = read with { ModeSet = set };
                    break;
                case ("crc" or "robust-sorting", not "0") or ("interleaving", _) or ("channels", not "1"): return false;
                case ("octet-align" or "mode-change-period" or "mode-change-neighbor", _): return false;
            }
        }

        parameters = read;
        fault = "";
        return true;
    }

    private static bool TryParseSet(string value, int modes, out int set)
    {
        set = 0;
        foreach (var item in value.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!int.TryParse(item, NumberStyles.None, CultureInfo.InvariantCulture, out var mode) || mode >= modes) return false;
            set |= 1 << mode;
        }

        return true;
    }
}
