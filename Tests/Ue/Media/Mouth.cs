using ImsConference.Engine.Codecs;
using ImsConference.Engine.Mixing;
using ImsConference.Tests.Ue.Sounds;

namespace ImsConference.Tests.Ue.Media;

/// <summary>Turns what a UE says into RTP payloads of 20 ms.</summary>
internal sealed class Mouth(CodecLibrary codecs, AudioFormat format) : IDisposable
{
    private readonly IAudioEncoder _encoder = codecs.CreateEncoder(format);
    private readonly Resampler? _resampler = format.SampleRateHz == Pcm.RateHz ? null : new Resampler(Pcm.RateHz, format.SampleRateHz);
    private readonly short[] _said = new short[Pcm.FrameSamples];
    private readonly int[] _samples = new int[Pcm.FrameSamples];
    private readonly int[] _resampled = new int[format.FrameSamples];
    private readonly short[] _frame = new short[format.FrameSamples];
    private readonly byte[] _coded = new byte[AudioFormat.MaxFrameBytes];

    public AudioFormat Format => format;

    /// <returns>Bytes written; 0 when silence is not sent.</returns>
    public int Say(ISound voice, Span<byte> payload)
    {
        voice.Read(_said);
        var length = _encoder.Encode(_resampler is null ? _said : Resampled(_resampler), _coded);
        return PayloadPacker.Pack(format, _coded.AsSpan(0, length), [length], payload, out _);
    }

    public void Dispose() => _encoder.Dispose();

    private short[] Resampled(Resampler resampler)
    {
        for (var i = 0; i < _said.Length; i++) _samples[i] = _said[i];
        resampler.Process(_samples, _resampled);
        for (var i = 0; i < _frame.Length; i++) _frame[i] = (short)Math.Clamp(_resampled[i], short.MinValue, short.MaxValue);
        return _frame;
    }
}
