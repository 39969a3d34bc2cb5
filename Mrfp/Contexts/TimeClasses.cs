using System.Numerics;

namespace ImsConference.Mrfp.Contexts;

/// <summary>Counts durations in classes that double in width. One thread counts, any may read.</summary>
internal sealed class TimeClasses
{
    private const int Classes = 21; // the last one: over a second

    private readonly long[] _counts = new long[Classes];

    /// <summary>Class n holds those of at least 2^n and less than 2^(n+1) µs; the first also shorter, the last also longer ones.</summary>
    public IReadOnlyList<long> Read()
    {
        var copy = new long[Classes];
        for (var i = 0; i < Classes; i++) copy[i] = Volatile.Read(ref _counts[i]);
        return copy;
    }

    /// <param name="us">Less than 0 counts as 0.</param>
    public void Count(long us)
    {
        ref var count = ref _counts[Math.Min(BitOperations.Log2((ulong)Math.Max(0, us) | 1), Classes - 1)];
        Volatile.Write(ref count, count + 1);
    }
}
