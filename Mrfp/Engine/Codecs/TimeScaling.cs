namespace ImsConference.Engine.Codecs;

/// <summary>Shortens and lengthens speech without changing its pitch: cuts out or repeats about a pitch period where both sides of the seam look alike.</summary>
public static class TimeScaling
{
    /// <summary>Longest cut or repetition.</summary>
    public const int LongestMs = 15;

    private const int OverlapMs = 5;
    private const int ShortestMs = 5;

    /// <summary>The stretch at the start of a frame whose cut will be heard least.</summary>
    /// <param name="frame">One frame of at least 20 ms.</param>
    /// <param name="longest">No more than so many samples.</param>
    /// <param name="sampleRateHz">Of the frame.</param>
    /// <returns>Samples, 5 to 15 ms; 0 when <paramref name="longest"/> is less.</returns>
    public static int FindFirstPeriod(ReadOnlySpan<short> frame, int longest, int sampleRateHz = 8000)
    {
        var overlap = OverlapMs * sampleRateHz / 1000;
        longest = Math.Min(longest, LongestMs * sampleRateHz / 1000);
        var best = new Best();
        for (var lag = ShortestMs * sampleRateHz / 1000; lag <= longest; lag++)
            best.Try(lag, Similarity.Of(frame[..overlap], frame.Slice(lag, overlap)));
        return best.Lag;
    }

    /// <summary>The stretch at the end of a frame whose repetition will be heard least.</summary>
    /// <param name="frame">One frame of at least 20 ms.</param>
    /// <param name="longest">No more than so many samples.</param>
    /// <param name="sampleRateHz">Of the frame.</param>
    /// <returns>Samples, 5 to 15 ms; 0 when <paramref name="longest"/> is less.</returns>
    public static int FindLastPeriod(ReadOnlySpan<short> frame, int longest, int sampleRateHz = 8000)
    {
        var overlap = OverlapMs * sampleRateHz / 1000;
        longest = Math.Min(longest, LongestMs * sampleRateHz / 1000);
        var best = new Best();
        for (var lag = ShortestMs * sampleRateHz / 1000; lag <= longest; lag++)
            best.Try(lag, Similarity.Of(frame[^overlap..], frame[^(overlap + lag)..].Slice(0, overlap)));
        return best.Lag;
    }

    /// <summary>Removes samples at the start of the frame with a cross-fade; the rest moves forward.</summary>
    /// <param name="frame">Its last <paramref name="cut"/> samples are free afterwards: put those that follow there.</param>
    /// <param name="cut">From <see cref="FindFirstPeriod"/>.</param>
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

    /// <summary>Repeats the end of the frame before at the start of this one, with a cross-fade.</summary>
    /// <param name="frame">Its first samples, as many as <paramref name="period"/> has, are to be filled; what would have come at once follows them.</param>
    /// <param name="period">The end of the frame before, of the length that <see cref="FindLastPeriod"/> found.</param>
    /// <param name="sampleRateHz">Of the frame.</param>
    public static void Repeat(Span<short> frame, ReadOnlySpan<short> period, int sampleRateHz = 8000)
    {
        var overlap = Math.Min(OverlapMs * sampleRateHz / 1000, frame.Length - period.Length);
        period.CopyTo(frame);
        for (var i = 0; i < overlap; i++)
        {
            var later = (i + 1f) / (overlap + 1);
            frame[i] = (short)MathF.Round(frame[period.Length + i] * (1 - later) + period[i] * later);
        }
    }

    private struct Best()
    {
        private double _score = double.NegativeInfinity;

        public int Lag { get; private set; }

        public void Try(int lag, double score)
        {
            if (score <= _score) return;
            (Lag, _score) = (lag, score);
        }
    }
}
