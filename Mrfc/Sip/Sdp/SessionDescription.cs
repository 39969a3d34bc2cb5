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

    /// <summary>Lines of other letters (i u e p z k r), at session level.</summary>
    public ImmutableArray<SdpLine> OtherLines { get; init; } = [];

    /// <param name="text">The body.</param>
    /// <param name="description">The description; null when the result is false.</param>
    /// <param name="fault">Names the line and what is wrong with it.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, out SessionDescription description, out string fault) => throw new NotSupportedException();

    /// <summary>In the order of RFC 8866 §5, CRLF, UTF-8.</summary>
    public byte[] Write() => throw new NotSupportedException();

    /// <summary>The c= line that holds for a media line.</summary>
    public Connection? ConnectionOf(MediaDescription media) => throw new NotSupportedException();

    /// <summary>The direction that holds for a media line: its own, else the session's, else sendrecv; unspecified address: not receiving.</summary>
    public MediaDirection DirectionOf(MediaDescription media) => throw new NotSupportedException();

    public SessionDescription WithVersion(ulong version) => throw new NotSupportedException();

    /// <summary>Takes o= from the description it follows: the same version when nothing changed, one more when something did (RFC 3264 §8).</summary>
    public SessionDescription Following(SessionDescription previous) => throw new NotSupportedException();
}
