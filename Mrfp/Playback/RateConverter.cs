namespace ImsConference.Mrfp.Playback;

/// <summary>A WAV file at the next rate of the mix that is not lower than its own, whatever that is. Not for the media thread.</summary>
/// <remarks>Windowed sinc, 32 samples wide, from a table between whose steps it interpolates: 70 dB clean. A file at a rate of the mix goes through as it is.</remarks>
public sealed class RateConverter : IDisposable
{
    private const int Half = 16; // of the filter, in samples of the file
    private const int StepsASample = 512;
    private const double Cutoff = 0.95; // of the file's half rate
    private const int WindowSamples = 4096;

    private static readonly int[] MixRatesHz = [8_000, 16_000, 24_000, 32_000, 48_000];
    private static readonly float[] Filter = Design();

    private readonly WavSource _file;
    private readonly float[] _window = new float[WindowSamples];
    private long _windowStart; // the file's sample that stands first in it
    private int _windowLength;
    private long _next; // sample out

    /// <param name="file">Closed with this.</param>
    public RateConverter(WavSource file)
    {
        _file = file;
        SampleRateHz = MixRatesHz.First(rate => rate >= file.SampleRateHz);
        Samples = (file.Frames * SampleRateHz + file.SampleRateHz - 1) / file.SampleRateHz;
        Rewind();
    }

    /// <summary>A rate of the mix.</summary>
    public int SampleRateHz { get; }

    /// <summary>Samples at that rate.</summary>
    public long Samples { get; }

    /// <summary>Reads on.</summary>
    /// <returns>Samples; 0 at the end.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public int Read(Span<short> pcm)
    {
        var count = (int)Math.Min(pcm.Length, Samples - _next);
        for (var i = 0; i < count; i++, _next++)
        {
            var position = _next * _file.SampleRateHz;
            var at = position / SampleRateHz;
            Cover(at);
            var value = SampleRateHz == _file.SampleRateHz ? _window[at - _windowStart] : Between(at, (float)(position % SampleRateHz) / SampleRateHz);
            pcm[i] = (short)Math.Clamp(MathF.Round(value), short.MinValue, short.MaxValue);
        }

        return count;
    }

    /// <summary>Begins anew.</summary>
    public void Rewind()
    {
        _file.Rewind();
        _next = 0;
        _windowStart = -Half;
        _windowLength = Half; // silence before the first sample
        _window.AsSpan(0, Half).Clear();
    }

    public void Dispose() => _file.Dispose();

    // Makes the window reach from Half before a sample to Half behind it; behind the end there is silence.
    private void Cover(long at)
    {
        while (_windowStart + _windowLength <= at + Half)
        {
            var unneeded = (int)Math.Max(0, at - Half - _windowStart);
            _window.AsSpan(unneeded, _windowLength - unneeded).CopyTo(_window);
            _windowStart += unneeded;
            _windowLength -= unneeded;
            var room = _window.AsSpan(_windowLength);
            var read = _file.Read(room);
            if (read == 0)
            {
                room.Clear();
                read = room.Length;
            }

            _windowLength += read;
        }
    }

    private float Between(long at, float fraction)
    {
        var sum = 0f;
        var first = (int)(at - Half + 1 - _windowStart);
        for (var k = 0; k < 2 * Half; k++)
        {
            var distance = Math.Abs(k - Half + 1 - fraction) * StepsASample;
            var step = (int)distance;
            var weight = Filter[step] + (Filter[step + 1] - Filter[step]) * (distance - step);
            sum += weight * _window[first + k];
        }

        return sum;
    }

    private static float[] Design()
    {
        var filter = new float[Half * StepsASample + 2];
        for (var i = 0; i < filter.Length; i++)
        {
            var t = (double)i / StepsASample;
            var sinc = t == 0 ? 1 : Math.Sin(Math.PI * Cutoff * t) / (Math.PI * Cutoff * t);
            var x = Math.Min(1, t / Half);
            filter[i] = (float)(Cutoff * sinc * (0.42 + 0.5 * Math.Cos(Math.PI * x) + 0.08 * Math.Cos(2 * Math.PI * x))); // Blackman's window
        }

        return filter;
    }
}
