namespace ImsConference.Tests.Unit;

/// <summary>What code allocates once it is warm.</summary>
internal static class Allocations
{
    private const int Passes = 4;

    /// <summary>Bytes of the calling thread in the leanest of some passes: the first ones also pay for compilation, which happens when it happens.</summary>
    /// <param name="pass">Does the same work each time.</param>
    internal static long OfLeanest(Action pass) => OfLeanest(pass, GC.GetAllocatedBytesForCurrentThread);

    /// <summary>Likewise, by a count that leaves out what is not meant.</summary>
    /// <param name="pass">Does the same work each time.</param>
    /// <param name="allocated">Bytes so far.</param>
    internal static long OfLeanest(Action pass, Func<long> allocated)
    {
        var least = long.MaxValue;
        for (var i = 0; i < Passes && least > 0; i++)
        {
            var before = allocated();
            pass();
            least = Math.Min(least, allocated() - before);
        }

        return least;
    }
}
