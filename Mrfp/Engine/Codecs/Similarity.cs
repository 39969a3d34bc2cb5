using System.Numerics;

namespace ImsConference.Engine.Codecs;

/// <summary>Normalised cross-correlation, the measure by which pitch periods and cut points are found.</summary>
internal static class Similarity
{
    /// <summary>−|a| to +|a|: how much of <paramref name="a"/> lies in the direction of <paramref name="b"/>; equally long.</summary>
    public static double Of(ReadOnlySpan<short> a, ReadOnlySpan<short> b)
    {
        var products = Vector<float>.Zero;
        var squares = Vector<float>.Zero;
        var i = 0;
        for (; i <= a.Length - Vector<short>.Count; i += Vector<short>.Count)
        {
            Vector.Widen(new Vector<short>(a[i..]), out var aLow, out var aHigh);
            Vector.Widen(new Vector<short>(b[i..]), out var bLow, out var bHigh);
            products += Vector.ConvertToSingle(aLow) * Vector.ConvertToSingle(bLow) + Vector.ConvertToSingle(aHigh) * Vector.ConvertToSingle(bHigh);
            squares += Vector.ConvertToSingle(bLow) * Vector.ConvertToSingle(bLow) + Vector.ConvertToSingle(bHigh) * Vector.ConvertToSingle(bHigh);
        }

        double product = Vector.Sum(products);
        double square = Vector.Sum(squares);
        for (; i < a.Length; i++)
        {
            product += a[i] * b[i];
            square += b[i] * b[i];
        }

        return square == 0 ? 0 : product / Math.Sqrt(square);
    }
}
