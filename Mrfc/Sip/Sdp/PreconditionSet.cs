using System.Collections.Immutable;

namespace ImsConference.Sip.Sdp;

/// <summary>The preconditions of one media line (RFC 3312 §4): read and written here, judged by the sessions.</summary>
/// <param name="Lines">In the order of the description.</param>
public sealed record PreconditionSet(ImmutableArray<Precondition> Lines)
{
    public static PreconditionSet Empty { get; } = new([]);

    /// <summary>True when the media line asks for or tells of any.</summary>
    public bool Any => !Lines.IsEmpty;

    /// <summary>Reads the curr, des and conf attributes; a malformed one is passed over.</summary>
    public static PreconditionSet From(IEnumerable<SdpAttribute> attributes) => throw new NotSupportedException();

    /// <summary>As attributes.</summary>
    public IEnumerable<SdpAttribute> ToAttributes() => throw new NotSupportedException();
}
