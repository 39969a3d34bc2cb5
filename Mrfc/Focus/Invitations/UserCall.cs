using ImsConference.Sip.Dialogs;
using ImsConference.Sip.Sessions;

namespace ImsConference.Mrfc.Focus.Invitations;

/// <summary>One attempt to bring a user in, for everybody who wants to know how it goes.</summary>
public sealed class UserCall
{
    private readonly TaskCompletionSource<int> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<InviteSession> _forks = [];

    /// <summary>It is to take the place of a session that the user has, or to join it: the user's own coming does not make it needless.</summary>
    public bool MeansSession { get; init; }

    /// <summary>Final status of the call; 200 when the user is in. Never faults.</summary>
    public Task<int> Outcome => _outcome.Task;

    /// <summary>Last provisional status; 100 before the first.</summary>
    public int Status { get; private set; } = 100;

    /// <summary>Each provisional status above 100 that is another than the one before.</summary>
    public event Action<int>? Progressed;

    /// <summary>One that is over before it began.</summary>
    internal static UserCall Over(int status)
    {
        var call = new UserCall();
        call.End(status);
        return call;
    }

    internal void Progress(int status)
    {
        if (status == Status) return; // several forks ring, and say so again and again
        Status = status;
        Progressed?.Invoke(status);
    }

    internal void End(int status) => _outcome.TrySetResult(status);

    /// <summary>Notes a session that rings, so that a Replaces may name it.</summary>
    internal void Note(InviteSession fork)
    {
        if (!_forks.Contains(fork)) _forks.Add(fork);
    }

    /// <summary>Whether one of its sessions is still early and has that name.</summary>
    internal bool Rings(Predicate<DialogId> isNamed) =>
        _forks.Exists(fork => fork.State == SessionState.Early && isNamed(fork.Dialog.Id));
}
