namespace ImsConference.Mrfc.Console.Api;

/// <summary>Where endpoints are put, by the right that they need.</summary>
/// <param name="Read">For those who may see.</param>
/// <param name="Control">For those who may act.</param>
public sealed record ApiRoutes(IEndpointRouteBuilder Read, IEndpointRouteBuilder Control)
{
    /// <summary>Items of a page when nothing is said.</summary>
    public const int UsualPage = 50;

    private const int LongestPage = 500;

    public static bool IsPage(int limit, out IResult wrong)
    {
        wrong = Problems.Wrong($"limit: 1 to {LongestPage}.");
        return limit is >= 1 and <= LongestPage;
    }

    /// <summary>Makes a page.</summary>
    /// <param name="sorted">What comes after what was seen, in order, and at least one more than fits, if there is.</param>
    /// <param name="limit">Most items.</param>
    /// <param name="idOf">What the next page begins after.</param>
    public static IResult Page<T>(IEnumerable<T> sorted, int limit, Func<T, string> idOf)
    {
        var items = sorted.Take(limit + 1).ToList();
        if (items.Count <= limit) return TypedResults.Ok(new Page<T>(items, null));
        items.RemoveAt(limit);
        return TypedResults.Ok(new Page<T>(items, idOf(items[^1])));
    }
}
