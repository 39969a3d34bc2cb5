using System.Collections.Immutable;
using ImsConference.Sip.Sdp;

namespace ImsConference.Sip.Sessions;

/// <summary>QoS preconditions of one stream, seen from our side (RFC 3312 §5, RFC 4032).</summary>
/// <remarks>
/// We know our own access and hear of the peer's: the segmented status, the only one that TS 24.229 §6.1 uses. Of the way from end to end we
/// reserve nothing (no RSVP here), so e2e lines are repeated as the peer says them: optional ones hold nothing up, and a mandatory one is kept
/// if the peer says that it is reserved already; else 580.
/// </remarks>
/// <param name="Local">Our access.</param>
/// <param name="Remote">The peer's access.</param>
/// <param name="IsSegmented">Those two are in use.</param>
/// <param name="EndToEnd">What the peer says of the whole way; null when it says nothing.</param>
internal readonly record struct PreconditionTable(PreconditionRow Local, PreconditionRow Remote, bool IsSegmented, PreconditionRow? EndToEnd)
{
    private const string Qos = "qos";

    /// <summary>The offer that starts: our side must be reserved, the peer's should.</summary>
    internal static PreconditionTable Start(bool reserved) => new(
        new PreconditionRow(reserved ? MediaDirection.SendReceive : MediaDirection.Inactive, MediaDirection.SendReceive, MediaDirection.Inactive),
        new PreconditionRow(MediaDirection.Inactive, MediaDirection.Inactive, MediaDirection.SendReceive),
        IsSegmented: true, EndToEnd: null);

    /// <summary>Media may flow, and a 2xx may go: every mandatory direction is reserved.</summary>
    internal bool IsMet => Local.IsMet && Remote.IsMet && EndToEnd is not { IsMet: false };

    /// <summary>The mandatory wishes of a peer that we cannot keep, as a 580 names them (RFC 3312 §8): of another type <c>unknown</c>, end to end
    /// and not reserved yet <c>failure</c>. Empty when there are none.</summary>
    internal static PreconditionSet Unkept(PreconditionSet set)
    {
        var isReserved = default(PreconditionTable).Hear(set).EndToEnd is not { IsMet: false };
        var mandatory = set.Lines.Where(l => l is { Kind: PreconditionKind.Desired, Strength: PreconditionStrength.Mandatory });
        return new PreconditionSet([.. mandatory.Select(l => l switch
        {
            { Type: not Qos } => l with { Strength = PreconditionStrength.Unknown },
            { Status: PreconditionStatus.EndToEnd } when !isReserved => l with { Strength = PreconditionStrength.Failure },
            _ => null,
        }).OfType<Precondition>()]);
    }

    /// <summary>Takes what the peer says. Its local is our remote, what it sends we receive.</summary>
    /// <param name="set">Lines of the peer's description.</param>
    internal PreconditionTable Hear(PreconditionSet set)
    {
        var next = this;
        foreach (var line in set.Lines.Where(l => l.Type == Qos))
        {
            var direction = Mirror(line.Direction);
            next = (line.Kind, line.Status) switch
            {
                (PreconditionKind.Current, PreconditionStatus.Local) => next with { Remote = next.Remote with { Current = direction } },
                (PreconditionKind.Current, PreconditionStatus.EndToEnd) => next with { EndToEnd = (next.EndToEnd ?? default) with { Current = direction } },
                (PreconditionKind.Desired, PreconditionStatus.Local) => next with { Remote = next.Remote.Want(line.Strength, direction) },
                (PreconditionKind.Desired, PreconditionStatus.Remote) => next with { Local = next.Local.Want(line.Strength, direction) },
                (PreconditionKind.Desired, PreconditionStatus.EndToEnd) => next with { EndToEnd = (next.EndToEnd ?? default).Want(line.Strength, direction) },
                _ => next,
            };
            next = next with { IsSegmented = next.IsSegmented || line.Status != PreconditionStatus.EndToEnd };
        }

        return next;
    }

    /// <summary>As the answerer: what the peer must reserve, we must too (3GPP TS 24.229 §6.1.3).</summary>
    internal PreconditionTable Raise() => this with { Local = Local.Want(PreconditionStrength.Mandatory, Remote.Mandatory) };

    internal PreconditionTable Reserve() => this with { Local = Local with { Current = MediaDirection.SendReceive } };

    /// <summary>Lines for our next description.</summary>
    /// <param name="isAnswer">Then a confirmation is asked for while the peer's mandatory part is not reserved (§4).</param>
    internal PreconditionSet Write(bool isAnswer)
    {
        var lines = ImmutableArray.CreateBuilder<Precondition>(8);
        if (IsSegmented)
        {
            AddCurrent(lines, PreconditionStatus.Local, Local);
            AddCurrent(lines, PreconditionStatus.Remote, Remote);
            AddDesired(lines, PreconditionStatus.Local, Local);
            AddDesired(lines, PreconditionStatus.Remote, Remote);
            if (isAnswer && !Remote.IsMet) lines.Add(new(PreconditionKind.Confirm, Qos, null, PreconditionStatus.Remote, Remote.Awaited));
        }

        if (EndToEnd is { } whole)
        {
            AddCurrent(lines, PreconditionStatus.EndToEnd, whole);
            AddDesired(lines, PreconditionStatus.EndToEnd, whole);
        }

        return new PreconditionSet(lines.ToImmutable());
    }

    private static void AddCurrent(ImmutableArray<Precondition>.Builder lines, PreconditionStatus status, PreconditionRow row) =>
        lines.Add(new(PreconditionKind.Current, Qos, null, status, row.Current));

    private static void AddDesired(ImmutableArray<Precondition>.Builder lines, PreconditionStatus status, PreconditionRow row)
    {
        var optional = row.Optional & ~row.Mandatory;
        if (row.Mandatory != MediaDirection.Inactive) lines.Add(new(PreconditionKind.Desired, Qos, PreconditionStrength.Mandatory, status, row.Mandatory));
        if (optional != MediaDirection.Inactive) lines.Add(new(PreconditionKind.Desired, Qos, PreconditionStrength.Optional, status, optional));
        if ((row.Mandatory | optional) == MediaDirection.Inactive)
            lines.Add(new(PreconditionKind.Desired, Qos, PreconditionStrength.None, status, MediaDirection.SendReceive));
    }

    private static MediaDirection Mirror(MediaDirection direction) => direction switch
    {
        MediaDirection.SendOnly => MediaDirection.ReceiveOnly,
        MediaDirection.ReceiveOnly => MediaDirection.SendOnly,
        _ => direction,
    };
}
