using ImsConference.Tests.Ue.Sounds;

namespace ImsConference.Tests.Ue.Hearing;

/// <summary>Explains short windows of audio by given tones as well as can be (least squares); what is left is noise, clicks, gaps and slips.</summary>
/// <remarks>Amplitude and phase are free in each window, so a jump of phase spoils only the window it falls in.</remarks>
public sealed class ToneFit
{
    /// <summary>100 ms: tells tones apart that differ by 10 Hz or more.</summary>
    public const int WindowSamples = 800;

    private readonly double[][] _basis;
    private readonly double[][] _normal;

    /// <param name="tonesHz">Distinct frequencies that may be there; none: everything counts as noise.</param>
    public ToneFit(IReadOnlyList<double> tonesHz)
    {
        _basis = [.. tonesHz.SelectMany(hz => new[] { Wave(hz, Math.Cos), Wave(hz, Math.Sin) })];
        _normal = [.. _basis.Select(a => _basis.Select(b => Dot(a, b)).ToArray())];
    }

    /// <summary>Power of what the tones explain, and of the rest; mean square of samples.</summary>
    /// <param name="window"><see cref="WindowSamples"/> samples.</param>
    public (double Signal, double Noise) Split(ReadOnlySpan<short> window)
    {
        var total = 0.0;
        foreach (var sample in window) total += (double)sample * sample;

        var projections = new double[_basis.Length];
        for (var i = 0; i < projections.Length; i++) projections[i] = Dot(_basis[i], window);

        var weights = Solve(projections);
        var explained = 0.0;
        for (var i = 0; i < weights.Length; i++) explained += weights[i] * projections[i];
        return (explained / window.Length, Math.Max(0, total - explained) / window.Length);
    }

    private static double[] Wave(double hz, Func<double, double> function) =>
        [.. Enumerable.Range(0, WindowSamples).Select(i => function(2 * Math.PI * hz * i / Pcm.RateHz))];

    private static double Dot(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }

    private static double Dot(double[] a, ReadOnlySpan<short> b)
    {
        var sum = 0.0;
        for (var i = 0; i < b.Length; i++) sum += a[i] * b[i];
        return sum;
    }

    /// <summary>Gaussian elimination with pivots; the matrix is small: twice the number of tones.</summary>
    private double[] Solve(double[] projections)
    {
        var n = projections.Length;
        var rows = _normal.Select((row, i) => (double[])[.. row, projections[i]]).ToArray();
        for (var column = 0; column < n; column++)
        {
            var pivot = column;
            for (var row = column + 1; row < n; row++) pivot = Math.Abs(rows[row][column]) > Math.Abs(rows[pivot][column]) ? row : pivot;
            (rows[column], rows[pivot]) = (rows[pivot], rows[column]);
            for (var row = column + 1; row < n; row++)
            {
                var factor = rows[row][column] / rows[column][column];
                for (var k = column; k <= n; k++) rows[row][k] -= factor * rows[column][k];
            }
        }

        var solution = new double[n];
        for (var row = n - 1; row >= 0; row--)
        {
            var sum = rows[row][n];
            for (var k = row + 1; k < n; k++) sum -= rows[row][k] * solution[k];
            solution[row] = sum / rows[row][row];
        }

        return solution;
    }
}
