namespace ImsConference.Tests.Load;

/// <summary>How often which duration came, in classes of equal width.</summary>
/// <param name="classUs">Width, µs.</param>
/// <param name="longestUs">Longer ones fall into the last class.</param>
internal sealed class Histogram(double classUs, double longestUs)
{
    private readonly long[] _counts = new long[(int)(longestUs / classUs) + 1];

    public long Count { get; private set; }

    public double GreatestMs { get; private set; }

    public void Add(double us)
    {
        _counts[(int)Math.Clamp(us / classUs, 0, _counts.Length - 1)]++;
        Count++;
        GreatestMs = Math.Max(GreatestMs, us / 1000);
    }

    /// <summary>So long or shorter is this share of them.</summary>
    /// <param name="share">0..1.</param>
    /// <returns>Upper end of the class, ms; 0 when there is none.</returns>
    public double QuantileMs(double share)
    {
        var wanted = share * Count;
        var below = 0L;
        for (var i = 0; i < _counts.Length && Count > 0; i++)
        {
            below += _counts[i];
            if (below >= wanted) return (i + 1) * classUs / 1000;
        }

        return 0;
    }
}
