namespace ImsConference.Engine.Codecs;

/// <summary>Shortens speech without changing its pitch: cuts out about a pitch period where the two sides of the cut look alike.</summary>
public static class TimeCompression
{
    private const int OverlapMs = 5;
    private const int ShortestCutMs = 5;
    private const int LongestCutMs = 15;

    /// <summary>The cut that will be heard least.</summary>
    /// <param name="frame">One frame of at least 20 ms.</param>
    /// <param name="longest">Cut no more than so many samples.</param>
    /// <param name="sampleRateHz">Of the frame.</param>
    /// <returns>Samples to remove, 5 to 15 ms; 0 when <paramref name="longest"/> is less.</returns>
    public static int FindCut(ReadOnlySpan<short> frame, int longest, int sampleRateHz = 8000)
    {
        var overlap = OverlapMs * sampleRateHz / 1000;
        longest = Math.Min(longest, LongestCutMs * sampleRateHz / 1000);
        var best = 0;
        var bestScore = double.NegativeInfinity;
        for (var cut = ShortestCutMs * sampleRateHz / 1000; cut <= longest; cut++)
        {
            var score = Similarity.Of(frame[..overlap], frame.Slice(cut, overlap));
            if (score <= bestScore) continue;
            bestScore = score;
            best = cut;
        }

        return best;
    }

    /// <summary>Removes samples at the start of the frame with a cross-fade; the rest moves forward.</summary>
    /// <param name="frame">Its last <paramref name="cut"/> samples are free afterwards: put those that follow there.</param>
    /// <param name="cut">From <see cref="FindCut"/>.</param>
    /// <param name="sampleRateHz">Of the frame.</param>
    public static void Remove(Span<short> frame, int cut, int sampleRateHz = 8000)
    {
        var overlap = OverlapMs * sampleRateHz / 1000;
        for (var i = 0; i < overlap; i++)
        {
            var later = (i + 1f) / (overlap + 1);
            frame[i + cut] = (short)MathF.Round(frame[i] * (1 - later) + frame[i + cut] * later);
        }

        frame[cut..].CopyTo(frame);
    }
}
