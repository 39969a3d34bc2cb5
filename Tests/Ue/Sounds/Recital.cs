namespace ImsConference.Tests.Ue.Sounds;

/// <summary>Recorded or rendered samples, over and over.</summary>
public sealed class Recital : ISound
{
    private readonly short[] _samples;
    private int _next;

    /// <param name="samples">At <see cref="Pcm.RateHz"/>; not empty; not copied, so that many UEs can share them.</param>
    /// <param name="start">Where to begin, so that UEs with the same samples do not speak in chorus.</param>
    public Recital(short[] samples, int start = 0)
    {
        if (samples.Length == 0) throw new ArgumentException("nothing to say", nameof(samples));
        _samples = samples;
        _next = start % samples.Length;
    }

    public void Read(Span<short> frame)
    {
        while (!frame.IsEmpty)
        {
            var count = Math.Min(frame.Length, _samples.Length - _next);
            _samples.AsSpan(_next, count).CopyTo(frame);
            frame = frame[count..];
            _next = (_next + count) % _samples.Length;
        }
    }
}
