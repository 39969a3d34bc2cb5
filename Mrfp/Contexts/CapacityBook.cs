namespace ImsConference.Mrfp.Contexts;

/// <summary>Keeps count of contexts, terminations and what is set aside, so that a reservation holds. Called from any thread.</summary>
/// <param name="maxContexts">At once.</param>
/// <param name="maxTerminations">At once.</param>
public sealed class CapacityBook(int maxContexts, int maxTerminations)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Account> _accounts = new(StringComparer.Ordinal);
    private int _terminations;
    private int _setAside;

    public int MaxContexts => maxContexts;

    public int MaxTerminations => maxTerminations;

    /// <summary>Contexts, terminations, and places set aside and not yet used, at one moment.</summary>
    public (int Contexts, int Terminations, int SetAside) Count
    {
        get
        {
            lock (_gate) return (_accounts.Count, _terminations, _setAside);
        }
    }

    /// <returns>False when there is no room for the context or what it reserves, or it is there already.</returns>
    public bool TryOpen(string contextId, int reserved)
    {
        lock (_gate)
        {
            if (_accounts.Count >= maxContexts || reserved > maxTerminations - _terminations - _setAside) return false;
            if (!_accounts.TryAdd(contextId, new Account(reserved, 0))) return false;
            _setAside += reserved;
            return true;
        }
    }

    /// <summary>Takes a place for one termination, from the context's own reservation first.</summary>
    /// <returns>False when there is no room, or no such context.</returns>
    public bool TryTake(string contextId)
    {
        lock (_gate)
        {
            if (!_accounts.TryGetValue(contextId, out var account)) return false;
            if (account.Used < account.Reserved)
                _setAside--;
            else if (_terminations + _setAside >= maxTerminations)
                return false;

            _terminations++;
            _accounts[contextId] = account with { Used = account.Used + 1 };
            return true;
        }
    }

    /// <summary>Gives a place back; that of a context that was closed is back already.</summary>
    public void Give(string contextId)
    {
        lock (_gate)
        {
            if (!_accounts.TryGetValue(contextId, out var account) || account.Used == 0) return;
            _terminations--;
            if (account.Used <= account.Reserved) _setAside++;
            _accounts[contextId] = account with { Used = account.Used - 1 };
        }
    }

    /// <summary>Gives back all that a context has.</summary>
    public void Close(string contextId)
    {
        lock (_gate)
        {
            if (!_accounts.Remove(contextId, out var account)) return;
            _terminations -= account.Used;
            _setAside -= Math.Max(0, account.Reserved - account.Used);
        }
    }

    private readonly record struct Account(int Reserved, int Used);
}
