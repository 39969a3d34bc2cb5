namespace ImsConference.Mrfc.Console.Api;

/// <summary>What requests with an <c>Idempotency-Key</c> have made, so that one that comes again makes nothing new. On the signalling loop.</summary>
/// <param name="most">So many are remembered; then the oldest is forgotten.</param>
public sealed class RequestIds(int most = 10_000)
{
    private readonly Dictionary<string, (string Request, string Made)> _known = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>Looks a request up.</summary>
    /// <param name="id">The caller's name and its key; null: the request has none, and is always new.</param>
    /// <param name="request">All that it asks for.</param>
    /// <param name="made">What it made; null when it is new, or another one that bears the same id.</param>
    /// <returns>False for another one with the same id.</returns>
    public bool TryRecall(string? id, string request, out string? made)
    {
        made = null;
        if (id is null || !_known.TryGetValue(id, out var known)) return true;
        if (known.Request != request) return false;
        made = known.Made;
        return true;
    }

    /// <summary>Notes what a request made.</summary>
    public void Remember(string? id, string request, string made)
    {
        if (id is null || !_known.TryAdd(id, (request, made))) return;
        _order.Enqueue(id);
        if (_order.Count > most) _known.Remove(_order.Dequeue());
    }
}
