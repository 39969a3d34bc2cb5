using ImsConference.Sip.Sdp;

namespace ImsConference.Sip.Sessions;

/// <summary>QoS preconditions of a session, one table a media line (RFC 3312).</summary>
public sealed class SessionPreconditions
{
    private readonly List<PreconditionTable?> _streams = [];
    private bool _reserved;

    internal SessionPreconditions(bool reserved) => _reserved = reserved;

    /// <summary>Every mandatory desired status is reached in its direction.</summary>
    public bool IsMet => _streams.TrueForAll(s => s is not { } table || table.IsMet);

    /// <summary>Our side is reserved.</summary>
    public bool IsReserved => _reserved;

    /// <summary>The peer does not know yet that our side is reserved.</summary>
    internal bool OwesConfirmation { get; private set; }

    /// <summary>True when a description has preconditions at all.</summary>
    internal static bool In(SessionDescription description) => description.Media.Any(m => !m.IsRefused && m.Preconditions.Any);

    /// <summary>Why an offer with mandatory preconditions that we cannot keep is refused; null when it is not.</summary>
    /// <param name="offer">The offer.</param>
    /// <param name="origin">o= of the description that goes with the refusal and names them (RFC 3312 §8).</param>
    internal static Refusal? FaultOf(SessionDescription offer, Origin origin)
    {
        var unkept = offer.Media.Select(m => m.IsRefused ? PreconditionSet.Empty : PreconditionTable.Unkept(m.Preconditions)).ToArray();
        if (!unkept.Any(u => u.Any)) return null;

        var media = offer.Media.Select((m, i) => m.Refused().WithPreconditions(unkept[i]));
        return StackRefusals.UnkeptPrecondition with { Description = new SessionDescription { Origin = origin, Media = [.. media] } };
    }

    /// <summary>Takes the preconditions of the peer's offer or answer.</summary>
    internal void Hear(SessionDescription remote)
    {
        for (var i = 0; i < remote.Media.Length; i++)
        {
            var set = remote.Media[i].Preconditions;
            if (remote.Media[i].IsRefused) Set(i, null);
            else if (set.Any) Set(i, (Table(i) ?? Fresh()).Hear(set));
        }
    }

    /// <summary>Our description with the lines that go with it.</summary>
    /// <param name="local">Description to send.</param>
    /// <param name="isAnswer">Else an offer.</param>
    internal SessionDescription Decorate(SessionDescription local, bool isAnswer)
    {
        OwesConfirmation &= !_reserved;
        var media = local.Media.Select((line, i) => line.IsRefused ? line : Decorate(line, i, isAnswer));
        return local with { Media = [.. media] };
    }

    internal void Reserve()
    {
        OwesConfirmation |= !_reserved;
        _reserved = true;
        for (var i = 0; i < _streams.Count; i++) _streams[i] = _streams[i]?.Reserve();
    }

    private MediaDescription Decorate(MediaDescription line, int index, bool isAnswer)
    {
        var table = Table(index);
        if (table is null && isAnswer) return line;
        var next = table ?? PreconditionTable.Start(_reserved);
        if (isAnswer) next = next.Raise();
        Set(index, next);
        return line.WithPreconditions(next.Write(isAnswer));
    }

    private PreconditionTable Fresh() => _reserved ? default(PreconditionTable).Reserve() : default;

    private PreconditionTable? Table(int index) => index < _streams.Count ? _streams[index] : null;

    private void Set(int index, PreconditionTable? table)
    {
        while (_streams.Count <= index) _streams.Add(null);
        _streams[index] = table;
    }
}
