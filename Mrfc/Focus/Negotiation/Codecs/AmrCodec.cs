using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;

namespace ImsConference.Mrfc.Focus.Negotiation.Codecs;

/// <summary>AMR and AMR-WB (RFC 4867 §8, TS 26.114 §6.2.2): bandwidth-efficient and octet-aligned, every mode.</summary>
/// <remarks>
/// We can keep to a mode change every second frame (mode-change-capability=2), as GSM needs it, and make no use of redundant frames (max-red=0).
/// </remarks>
public sealed class AmrCodec : AudioCodec
{
    private const int FrameMs = 20;
    private const int ModeRequestBits = 4;
    private const int ContentsEntryBits = 6;

    private readonly ImmutableArray<int> _speechBits;

    private AmrCodec(string encoding, int clockRateHz, ImmutableArray<int> speechBits)
        : base(encoding, clockRateHz) => _speechBits = speechBits;

    /// <summary>4.75 to 12.2 kbit/s, modes 0 to 7 (TS 26.101 table 2).</summary>
    public static AmrCodec Narrowband { get; } = new("AMR", 8000, [95, 103, 118, 134, 148, 159, 204, 244]);

    /// <summary>6.6 to 23.85 kbit/s, modes 0 to 8 (TS 26.201 table 2).</summary>
    public static AmrCodec Wideband { get; } = new("AMR-WB", 16_000, [132, 177, 253, 285, 317, 365, 397, 461, 477]);

    /// <summary>The form that most UEs have comes first (TS 26.114 §6.2.2.2).</summary>
    public override ImmutableArray<FormatParameters> Offered { get; } = [WithOurs(FormatParameters.None), WithOurs(FormatParameters.Read("octet-align=1"))];

    private int AllModes => (1 << _speechBits.Length) - 1;

    /// <summary>What shapes the payload must be the same on both sides (RFC 4867 §8.3.1): what we lack is refused, and the next payload type tried.</summary>
    public override bool Supports(FormatParameters theirs) =>
        theirs["octet-align"] is null or "0" or "1"
        && theirs["crc"] is null or "0"
        && theirs["robust-sorting"] is null or "0"
        && theirs["interleaving"] is null
        && theirs["channels"] is null or "1"
        && theirs["mode-change-period"] is null or "1" or "2"
        && theirs["mode-change-neighbor"] is null or "0" or "1"
        && ModesOf(theirs) != 0;

    /// <summary>A mode set of the offer is returned as it came; where there is none we are free to choose one (§8.3.1), and keep it within the bandwidth.</summary>
    public override bool TryAnswer(FormatParameters offered, ReceiveLimit? limit, out FormatParameters answer)
    {
        answer = FormatParameters.None;
        var modes = Within(offered, limit);
        if (modes == 0) return false;

        if (offered["octet-align"] is { } octetAlign) answer = answer.With("octet-align", octetAlign);
        if (offered["mode-set"] is { } modeSet) answer = answer.With("mode-set", modeSet);
        else if (modes != AllModes) answer = answer.With("mode-set", TextOf(modes));
        answer = WithOurs(answer);
        return true;
    }

    public override bool IsAnsweredBy(FormatParameters ours, FormatParameters theirs) =>
        Supports(theirs) && IsOctetAligned(ours) == IsOctetAligned(theirs);

    public override FormatParameters ForSending(FormatParameters theirs, ReceiveLimit? limit)
    {
        var modes = Within(theirs, limit);
        return modes == 0 || modes == ModesOf(theirs) ? theirs : theirs.With("mode-set", TextOf(modes));
    }

    public override int LongestPayload(FormatParameters agreed, int packetMs) =>
        PayloadBytes(agreed, BitOperations.Log2((uint)ModesOf(agreed)), packetMs / FrameMs);

    private static FormatParameters WithOurs(FormatParameters parameters) => parameters.With("mode-change-capability", "2").With("max-red", "0");

    private static bool IsOctetAligned(FormatParameters parameters) => parameters["octet-align"] == "1";

    private static string TextOf(int modes) => string.Join(',', Enumerable.Range(0, 32).Where(mode => (modes >> mode & 1) != 0));

    /// <summary>Bit n for mode n; 0 when the mode set is malformed.</summary>
    private int ModesOf(FormatParameters parameters)
    {
        if (parameters["mode-set"] is not { } text) return AllModes;

        var modes = 0;
        foreach (var item in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!int.TryParse(item, NumberStyles.None, CultureInfo.InvariantCulture, out var mode) || mode >= _speechBits.Length) return 0;
            modes |= 1 << mode;
        }

        return modes;
    }

    /// <summary>The modes that the limit carries, headers counted; where it carries none so, those whose speech alone fits.</summary>
    private int Within(FormatParameters parameters, ReceiveLimit? limit)
    {
        var modes = ModesOf(parameters);
        if (limit is not { } most) return modes;

        var counted = Modes(mode => PayloadBytes(parameters, mode, 1) * 8 <= most.PayloadKbps * FrameMs);
        return counted != 0 ? counted : Modes(mode => _speechBits[mode] <= most.Kbps * FrameMs);

        int Modes(Func<int, bool> fits) => Enumerable.Range(0, _speechBits.Length).Where(mode => (modes >> mode & 1) != 0 && fits(mode)).Sum(mode => 1 << mode);
    }

    private int PayloadBytes(FormatParameters parameters, int mode, int frames) => IsOctetAligned(parameters)
        ? 1 + frames * (1 + Bytes(_speechBits[mode]))
        : Bytes(ModeRequestBits + frames * (ContentsEntryBits + _speechBits[mode]));

    private static int Bytes(int bits) => (bits + 7) / 8;
}
