using System.Collections.Immutable;

namespace ImsConference.Sip.Sdp;

/// <summary>The preconditions of one media line (RFC 3312 §4): read and written here, judged by the sessions.</summary>
/// <param name="Lines">In the order of the description.</param>
public sealed record PreconditionSet(ImmutableArray<Precondition> Lines)
{
    private static readonly (PreconditionStrength Strength, string Name)[] Strengths =
    [
        (PreconditionStrength.None, "none"),
        (PreconditionStrength.Optional, "optional"),
        (PreconditionStrength.Mandatory, "mandatory"),
        (PreconditionStrength.Failure, "failure"),
        (PreconditionStrength.Unknown, "unknown"),
    ];

    private static readonly (PreconditionStatus Status, string Name)[] Statuses =
    [
        (PreconditionStatus.EndToEnd, "e2e"),
        (PreconditionStatus.Local, "local"),
        (PreconditionStatus.Remote, "remote"),
    ];

    public static PreconditionSet Empty { get; } = new([]);

    /// <summary>True when the media line asks for or tells of any.</summary>
    public bool Any => !Lines.IsEmpty;

    /// <summary>Reads the curr, des and conf attributes; a malformed one is passed over.</summary>
    public static PreconditionSet From(IEnumerable<SdpAttribute> attributes)
    {
        var lines = attributes.Select(Read).OfType<Precondition>().ToImmutableArray();
        return lines.IsEmpty ? Empty : new PreconditionSet(lines);
    }

    /// <summary>As attributes.</summary>
    public IEnumerable<SdpAttribute> ToAttributes() => Lines.Select(Write);

    public bool Equals(PreconditionSet? other) => other is not null && Lines.SequenceEqual(other.Lines);

    public override int GetHashCode() => Lines.Length;

    /// <summary>True for the attributes that are read here.</summary>
    internal static bool IsPrecondition(SdpAttribute attribute) => attribute.Name is "curr" or "des" or "conf";

    private static Precondition? Read(SdpAttribute attribute)
    {
        if (!IsPrecondition(attribute) || attribute.Value is null) return null;

        var words = attribute.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var isDesired = attribute.Name == "des";
        if (words.Length != (isDesired ? 4 : 3)) return null;

        var strength = isDesired ? Strengths.Where(s => s.Name == words[1]).Select(s => (PreconditionStrength?)s.Strength).FirstOrDefault() : null;
        var status = Statuses.Where(s => s.Name == words[^2]).Select(s => (PreconditionStatus?)s.Status).FirstOrDefault();
        var direction = DirectionNames.FromPrecondition(words[^1]);
        if (status is null || direction is null || (isDesired && strength is null)) return null;

        var kind = attribute.Name switch
        {
            "curr" => PreconditionKind.Current,
            "des" => PreconditionKind.Desired,
            _ => PreconditionKind.Confirm,
        };
        return new Precondition(kind, words[0], strength, status.Value, direction.Value);
    }

    private static SdpAttribute Write(Precondition line)
    {
        var end = $"{Statuses[(int)line.Status].Name} {DirectionNames.ForPrecondition(line.Direction)}";
        return line.Kind switch
        {
            PreconditionKind.Current => new SdpAttribute("curr", $"{line.Type} {end}"),
            PreconditionKind.Desired => new SdpAttribute("des", $"{line.Type} {Strengths[(int)(line.Strength ?? PreconditionStrength.None)].Name} {end}"),
            _ => new SdpAttribute("conf", $"{line.Type} {end}"),
        };
    }
}
