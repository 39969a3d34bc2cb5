using ImsConference.Engine.Codecs;
using ImsConference.Engine.Mixing;
using ImsConference.Tests.Ue.Sounds;

namespace ImsConference.Tests.Ue.Media;

/// <summary>Turns RTP payloads of one format into samples of 8 kHz, placed in time. Of packets it asks that they come in order.</summary>
internal sealed class Ear(CodecLibrary codecs, AudioFormat format) : IDisposable
{
    private readonly IAudioDecoder _decoder = codecs.CreateDecoder(format);
    private readonly Resampler? _resampler = format.SampleRateHz == Pcm.RateHz ? null : new Resampler(format.SampleRateHz, Pcm.RateHz);
    private readonly short[] _decoded = new short[format.SampleRateHz / 1000 * AudioFormat.LongestPacketMs];
    private readonly short[] _heard = new short[Pcm.RateHz / 1000 * AudioFormat.LongestPacketMs];
    private readonly int[] _frame = new int[format.FrameSamples];
    private readonly int[] _resampled = new int[Pcm.FrameSamples];
    private long _time;
    private uint _last;

    public AudioFormat Format => format;

    /// <summary>Decodes a packet.</summary>
    /// <param name="timestamp">Of RTP, as it stands there.</param>
    /// <param name="payload">Its payload.</param>
    /// <param name="at">The same time at 8 kHz; wraps as a timestamp does.</param>
    /// <param name="samples">What is in it; valid until the next call.</param>
    /// <returns>False when it is malformed.</returns>
    public bool TryHear(uint timestamp, ReadOnlySpan<byte> payload, out uint at, out ReadOnlySpan<short> samples)
    {
        _time += (int)(timestamp - _last);
        _last = timestamp;
        at = (uint)(_time * Pcm.RateHz / format.ClockRateHz);
        samples = default;
        if (_decoder.Measure(payload) == 0) return false;

        var length = _decoder.Decode(payload, _decoded);
        samples = _resampler is null ? _decoded.AsSpan(0, length) : Resampled(_resampler, length);
        return true;
    }

    public void Dispose() => _decoder.Dispose();

    private ReadOnlySpan<short> Resampled(Resampler resampler, int length)
    {
        var written = 0;
        for (var from = 0; from + _frame.Length <= length; from += _frame.Length)
        {
            for (var i = 0; i < _frame.Length; i++) _frame[i] = _decoded[from + i];
            resampler.Process(_frame, _resampled);
            foreach (var sample in _resampled) _heard[written++] = (short)Math.Clamp(sample, short.MinValue, short.MaxValue);
        }

        return _heard.AsSpan(0, written);
    }
}
