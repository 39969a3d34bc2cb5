namespace ImsConference.Engine.Rtp;

/// <summary>Makes one object of equal maps, so that streams of the same formats share its place in memory and in the processor's cache. From any thread.</summary>
public sealed class PayloadMapStock
{
    private const int Most = 256; // whoever invents ever new ones makes no leak

    private readonly Lock _lock = new();
    private readonly Dictionary<PayloadMap, PayloadMap> _maps = [];

    /// <returns>An equal map that was given before, or this one.</returns>
    public PayloadMap One(PayloadMap map)
    {
        lock (_lock)
        {
            if (_maps.TryGetValue(map, out var same)) return same;
            if (_maps.Count == Most) _maps.Clear();
            _maps.Add(map, map);
            return map;
        }
    }
}
