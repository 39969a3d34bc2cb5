namespace ImsConference.Mrfc.Console.Api;

/// <summary>A part of a list.</summary>
/// <param name="Items">In the order of their ids.</param>
/// <param name="Next">What to give as <c>after</c> for the next part; absent at the end.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next)
{
    /// <summary>Makes a page of what comes after it was left.</summary>
    /// <param name="sorted">In order, and at least one more than fits, if there is.</param>
    /// <param name="limit">Most items.</param>
    /// <param name="idOf">What the next page begins after.</param>
    public static Page<T> From(IEnumerable<T> sorted, int limit, Func<T, string> idOf)
    {
        var items = sorted.Take(limit + 1).ToList();
        if (items.Count <= limit) return new Page<T>(items, null);
        items.RemoveAt(limit);
        return new Page<T>(items, idOf(items[^1]));
    }
}
