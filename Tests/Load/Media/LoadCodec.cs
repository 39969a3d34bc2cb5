using ImsConference.Engine.Codecs;

namespace ImsConference.Tests.Load.Media;

/// <summary>How a load's participants are coded: what Mp is told, and the packets' payloads.</summary>
/// <param name="Name">On the command line.</param>
/// <param name="PayloadType">Both ways.</param>
/// <param name="Encoding">rtpmap name.</param>
/// <param name="ClockRateHz">Of the RTP timestamps.</param>
/// <param name="Channels">Of the rtpmap.</param>
/// <param name="Fmtp">Empty when there is none.</param>
internal sealed record LoadCodec(string Name, byte PayloadType, string Encoding, int ClockRateHz, int Channels = 1, string Fmtp = "")
{
    /// <summary>All that can be asked for.</summary>
    public static IReadOnlyList<LoadCodec> All { get; } =
    [
        new("pcmu", 0, "PCMU", 8000),
        new("pcma", 8, "PCMA", 8000),
        new("g722", 9, "G722", 8000),
        new("opus", 111, "opus", 48000, Channels: 2),
        new("amr", 112, "AMR", 8000, Fmtp: "octet-align=1; mode-set=7"),
        new("amr-wb", 113, "AMR-WB", 16000, Fmtp: "octet-align=1; mode-set=2"),
    ];

    /// <summary>Units of the RTP timestamp in 20 ms.</summary>
    public int FrameUnits => ClockRateHz / 50;

    /// <summary>True where a look at a payload tells whether it carries a sound.</summary>
    public bool ShowsSound => Encoding is "PCMU" or "PCMA";

    public static LoadCodec Named(string name) => All.Single(codec => codec.Name == name);

    /// <exception cref="IOException">The engine does not know it.</exception>
    public AudioFormat Format =>
        AudioFormat.TryParse(Encoding, ClockRateHz, Channels, Fmtp, out var format, out var fault) ? format : throw new IOException($"{Name}: {fault}");

    /// <summary>Does a G.711 payload carry a sound, and not the noise of a quiet place?</summary>
    public bool HasSound(ReadOnlySpan<byte> payload)
    {
        // The segment bits of each octet are those of its logarithm; µ-law is sent inverted, A-law with every other bit.
        var flip = (byte)(Encoding == "PCMU" ? 0xFF : 0x55);
        foreach (var octet in payload)
            if (((octet ^ flip) & 0x70) >= 0x50) return true;
        return false;
    }
}
