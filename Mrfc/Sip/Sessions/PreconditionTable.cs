using System.Collections.Immutable;
using ImsConference.Sip.Sdp;

namespace ImsConference.Sip.Sessions;

/// <summary>QoS preconditions of one stream with segmented status, seen from our side (RFC 3312 §5, RFC 4032).</summary>
/// <param name="CurrentLocal">Directions in which our access is reserved.</param>
/// <param name="CurrentRemote">Directions in which the peer's access is reserved.</param>
/// <param name="MandatoryLocal">Directions that must be reserved on our side.</param>
/// <param name="MandatoryRemote">Directions that must be reserved on the peer's side.</param>
/// <param name="OptionalLocal">Directions wanted, not required, on our side.</param>
/// <param name="OptionalRemote">Directions wanted, not required, on the peer's side.</param>
internal readonly record struct PreconditionTable(
    MediaDirection CurrentLocal,
    MediaDirection CurrentRemote,
    MediaDirection MandatoryLocal,
    MediaDirection MandatoryRemote,
    MediaDirection OptionalLocal,
    MediaDirection OptionalRemote)
{
    private const string Qos = "qos";

    /// <summary>The offer that starts: our side must be reserved, the peer's should.</summary>
    internal static PreconditionTable Start(bool reserved) => new(
        reserved ? MediaDirection.SendReceive : MediaDirection.Inactive, MediaDirection.Inactive,
        MediaDirection.SendReceive, MediaDirection.Inactive, MediaDirection.Inactive, MediaDirection.SendReceive);

    /// <summary>Media may flow, and a 2xx may go: every mandatory direction is reserved.</summary>
    internal bool IsMet => (MandatoryLocal & ~CurrentLocal) == MediaDirection.Inactive && (MandatoryRemote & ~CurrentRemote) == MediaDirection.Inactive;

    /// <summary>False for a mandatory precondition that we cannot take part in: end-to-end status, or another type than qos. Answer 580.</summary>
    internal static bool IsSupported(PreconditionSet set) => !set.Lines.Any(l =>
        l is { Kind: PreconditionKind.Desired, Strength: PreconditionStrength.Mandatory } && (l.Status == PreconditionStatus.EndToEnd || l.Type != Qos));

    /// <summary>Takes what the peer says. Its local is our remote, what it sends we receive; strength may rise, never drop (§5.1).</summary>
    /// <param name="set">Lines of the peer's description.</param>
    internal PreconditionTable Hear(PreconditionSet set)
    {
        var next = this;
        foreach (var line in set.Lines.Where(l => l.Type == Qos))
        {
            var direction = Mirror(line.Direction);
            next = (line.Kind, line.Status, line.Strength) switch
            {
                (PreconditionKind.Current, PreconditionStatus.Local, _) => next with { CurrentRemote = direction },
                (PreconditionKind.Desired, PreconditionStatus.Local, PreconditionStrength.Mandatory) =>
                    next with { MandatoryRemote = next.MandatoryRemote | direction },
                (PreconditionKind.Desired, PreconditionStatus.Remote, PreconditionStrength.Mandatory) =>
                    next with { MandatoryLocal = next.MandatoryLocal | direction },
                (PreconditionKind.Desired, PreconditionStatus.Local, PreconditionStrength.Optional) =>
                    next with { OptionalRemote = next.OptionalRemote | direction },
                (PreconditionKind.Desired, PreconditionStatus.Remote, PreconditionStrength.Optional) =>
                    next with { OptionalLocal = next.OptionalLocal | direction },
                _ => next,
            };
        }

        return next;
    }

    /// <summary>As the answerer: what the peer must reserve, we must too (3GPP TS 24.229 §6.1.3).</summary>
    internal PreconditionTable Raise() => this with { MandatoryLocal = MandatoryLocal | MandatoryRemote };

    internal PreconditionTable Reserve() => this with { CurrentLocal = MediaDirection.SendReceive };

    /// <summary>Lines for our next description.</summary>
    /// <param name="isAnswer">Then a confirmation is asked for while the peer's mandatory part is not reserved (§4).</param>
    internal PreconditionSet Write(bool isAnswer)
    {
        var lines = ImmutableArray.CreateBuilder<Precondition>(5);
        lines.Add(new(PreconditionKind.Current, Qos, null, PreconditionStatus.Local, CurrentLocal));
        lines.Add(new(PreconditionKind.Current, Qos, null, PreconditionStatus.Remote, CurrentRemote));
        AddDesired(lines, PreconditionStatus.Local, MandatoryLocal, OptionalLocal);
        AddDesired(lines, PreconditionStatus.Remote, MandatoryRemote, OptionalRemote);
        var awaited = MandatoryRemote & ~CurrentRemote;
        if (isAnswer && awaited != MediaDirection.Inactive) lines.Add(new(PreconditionKind.Confirm, Qos, null, PreconditionStatus.Remote, awaited));
        return new PreconditionSet(lines.ToImmutable());
    }

    private static void AddDesired(
        ImmutableArray<Precondition>.Builder lines, PreconditionStatus status, MediaDirection mandatory, MediaDirection optional)
    {
        optional &= ~mandatory;
        if (mandatory != MediaDirection.Inactive) lines.Add(new(PreconditionKind.Desired, Qos, PreconditionStrength.Mandatory, status, mandatory));
        if (optional != MediaDirection.Inactive) lines.Add(new(PreconditionKind.Desired, Qos, PreconditionStrength.Optional, status, optional));
        if (mandatory == MediaDirection.Inactive && optional == MediaDirection.Inactive)
            lines.Add(new(PreconditionKind.Desired, Qos, PreconditionStrength.None, status, MediaDirection.SendReceive));
    }

    private static MediaDirection Mirror(MediaDirection direction) => direction switch
    {
        MediaDirection.SendOnly => MediaDirection.ReceiveOnly,
        MediaDirection.ReceiveOnly => MediaDirection.SendOnly,
        _ => direction,
    };
}
