namespace ImsConference.Mrfc.Focus;

/// <summary>Tokens of ended conferences, kept from reuse for a time: an old URI must not lead a late caller into somebody else's conference.</summary>
public sealed class UriQuarantine(TimeProvider time, TimeSpan duration)
{
    // Chance alone makes a repeat impossible in practice; beyond this many the oldest may as well be forgotten.
    private const int MostKept = 100_000;

    private readonly HashSet<string> _tokens = new(StringComparer.Ordinal);
    private readonly Queue<(string Token, long Ended)> _order = new();

    public int Count => _tokens.Count;

    /// <summary>Keeps a token from now on.</summary>
    public void Add(string token)
    {
        Forget();
        if (_tokens.Add(token)) _order.Enqueue((token, time.GetTimestamp()));
    }

    public bool Holds(string token)
    {
        Forget();
        return _tokens.Contains(token);
    }

    private void Forget()
    {
        while (_order.TryPeek(out var oldest) && (_order.Count >= MostKept || time.GetElapsedTime(oldest.Ended) >= duration))
            _tokens.Remove(_order.Dequeue().Token);
    }
}
