using ImsConference.Sip.Sdp;

namespace ImsConference.Sip.Sessions;

/// <summary>One status type of a stream's preconditions (RFC 3312 §5).</summary>
/// <param name="Current">Directions that are reserved.</param>
/// <param name="Mandatory">Directions that must be.</param>
/// <param name="Optional">Directions wanted, not required.</param>
internal readonly record struct PreconditionRow(MediaDirection Current, MediaDirection Mandatory, MediaDirection Optional)
{
    /// <summary>Directions that must be reserved and are not.</summary>
    internal MediaDirection Awaited => Mandatory & ~Current;

    internal bool IsMet => Awaited == MediaDirection.Inactive;

    /// <summary>Takes a wish. Strength may rise, never drop (§5.1).</summary>
    internal PreconditionRow Want(PreconditionStrength? strength, MediaDirection direction) => strength switch
    {
        PreconditionStrength.Mandatory => this with { Mandatory = Mandatory | direction },
        PreconditionStrength.Optional => this with { Optional = Optional | direction },
        _ => this,
    };
}
