using System.Collections.Immutable;

namespace ImsConference.Sip.Sdp;

/// <summary>A session description (RFC 8866): lenient to read, strict to write.</summary>
public sealed record SessionDescription
{
    public required Origin Origin { get; init; }

    public string SessionName { get; init; } = "-";

    public Connection? Connection { get; init; }

    public ImmutableArray<Bandwidth> Bandwidths { get; init; } = [];

    public ImmutableArray<Timing> Timings { get; init; } = [new Timing()];

    public ImmutableArray<SdpAttribute> Attributes { get; init; } = [];

    public ImmutableArray<MediaDescription> Media { get; init; } = [];

    /// <summary>Lines of other letters (i u e p z k, and unknown ones), at session level.</summary>
    public ImmutableArray<SdpLine> OtherLines { get; init; } = [];

    /// <summary>Reads in any order, with CRLF or LF; what it does not know, it keeps.</summary>
    /// <param name="text">The body.</param>
    /// <param name="description">The description; null when the result is false.</param>
    /// <param name="fault">Names the line and what is wrong with it; empty when the result is true.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, out SessionDescription description, out string fault)
    {
        var reader = new SdpReader();
        var isGood = reader.TryRead(text);
        description = isGood ? reader.ToDescription() : null!;
        fault = reader.Fault;
        return isGood;
    }

    /// <summary>In the order of RFC 8866 §5, CRLF, UTF-8.</summary>
    /// <exception cref="InvalidOperationException">A value that cannot stand in a description: a line break, an empty format list, a port out of range.</exception>
    public byte[] Write() => SdpText.Write(this);

    /// <summary>The c= line that holds for a media line.</summary>
    public Connection? ConnectionOf(MediaDescription media) => media.Connection ?? Connection;

    /// <summary>The direction that holds for a media line: its own, else the session's, else sendrecv. With an unspecified address its
    /// sender does not receive (RFC 3264 §8.4).</summary>
    public MediaDirection DirectionOf(MediaDescription media)
    {
        var direction = media.Direction ?? MediaDescription.DirectionIn(Attributes) ?? MediaDirection.SendReceive;
        return ConnectionOf(media) is { IsUnspecified: true } ? direction & ~MediaDirection.ReceiveOnly : direction;
    }

    /// <summary>The RTP header extensions that hold for a media line: its own, then the session's (RFC 8285 §5).</summary>
    public IEnumerable<ExtensionMap> ExtensionMapsOf(MediaDescription media) => ExtensionMap.In([.. media.Attributes, .. Attributes]);

    public SessionDescription WithVersion(ulong version) => this with { Origin = Origin with { Version = version } };

    /// <summary>What its o= line does against RFC 3264 §8, seen beside the description that came before it from the same peer; null when nothing.</summary>
    /// <remarks>
    /// To be told, not refused: what a description says counts, whatever its o= line. UEs hold a call without counting the version up, and a
    /// B2BUA or a transfer puts another session in the place of the first. Who took the rule by the letter, and an unchanged version for an unchanged
    /// description, would send on to where nobody listens any more, and wait for ever for a precondition that was met. In a lab the log line is what is wanted.
    /// </remarks>
    public string? OriginFaultAfter(SessionDescription previous)
    {
        var before = previous.Origin;
        if (Origin with { Version = before.Version } != before) return "o= names another session";
        if (Origin.Version < before.Version) return $"o= version went back from {before.Version} to {Origin.Version}";
        return Origin.Version == before.Version && !Write().AsSpan().SequenceEqual(previous.Write()) ? $"o= version is still {Origin.Version}, but the description changed" : null;
    }

    /// <summary>Takes o= from the description it follows: the same version when nothing changed, one more when something did (RFC 3264 §8).</summary>
    public SessionDescription Following(SessionDescription previous)
    {
        var same = this with { Origin = previous.Origin };
        return same.Write().AsSpan().SequenceEqual(previous.Write()) ? same : same.WithVersion(previous.Origin.Version + 1);
    }
}
