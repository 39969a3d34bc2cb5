using System.Diagnostics.CodeAnalysis;

namespace ImsConference.Mrfp.Contexts;

/// <summary>What was begun by command and has ended lately, so that a command that is repeated finds it.</summary>
/// <typeparam name="TState">What is told of it.</typeparam>
internal sealed class EndedCommands<TState>
    where TState : class
{
    private const int Remembered = 64;

    private readonly Queue<(string Id, object StartedBy, TState State)> _ended = new();

    public void Remember(string id, object startedBy, TState state)
    {
        if (_ended.Count == Remembered) _ended.Dequeue();
        _ended.Enqueue((id, startedBy, state));
    }

    /// <param name="id">As the MRFC chose it.</param>
    /// <param name="startedBy">The command that began it.</param>
    /// <param name="state">Its last.</param>
    public bool TryFind(string id, [NotNullWhen(true)] out object? startedBy, [NotNullWhen(true)] out TState? state)
    {
        foreach (var ended in _ended)
        {
            if (ended.Id != id) continue;
            (startedBy, state) = (ended.StartedBy, ended.State);
            return true;
        }

        (startedBy, state) = (null, null);
        return false;
    }
}
