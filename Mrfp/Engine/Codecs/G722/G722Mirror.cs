using System.Runtime.Intrinsics;

namespace ImsConference.Engine.Codecs;

/// <summary>The quadrature mirror filter of G.722 (ITU-T G.722 §3.1, table 11): each of its two halves sees every other sample.</summary>
internal static class G722Mirror
{
    /// <summary>Coefficients of a half.</summary>
    public const int Taps = 12;

    /// <summary>Of the half that begins with the outermost coefficient.</summary>
    public static readonly int[] Outer = [3, -11, 12, 32, -210, 951, 3876, -805, 362, -156, 53, -11];

    /// <summary>The same from the end.</summary>
    public static readonly int[] Inner = [-11, 53, -156, 362, -805, 3876, 951, -210, 32, 12, -11, 3];

    /// <param name="half"><see cref="Outer"/> or <see cref="Inner"/>.</param>
    /// <param name="signal">The last <see cref="Taps"/> samples that this half sees, oldest first.</param>
    public static int Filter(ReadOnlySpan<int> half, ReadOnlySpan<int> signal) => Vector128.Sum(
        Vector128.Create(signal) * Vector128.Create(half)
        + Vector128.Create(signal[4..]) * Vector128.Create(half[4..])
        + Vector128.Create(signal[8..]) * Vector128.Create(half[8..]));
}
