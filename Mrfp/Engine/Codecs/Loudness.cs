namespace ImsConference.Engine.Codecs;

/// <summary>How loud PCM is.</summary>
internal static class Loudness
{
    /// <param name="pcm">N samples.</param>
    /// <param name="rms">In units of a sample.</param>
    public static bool IsBelow(ReadOnlySpan<short> pcm, int rms)
    {
        long limit = (long)rms * rms * pcm.Length;
        foreach (var sample in pcm)
        {
            limit -= sample * sample;
            if (limit <= 0) return false;
        }

        return true;
    }
}
