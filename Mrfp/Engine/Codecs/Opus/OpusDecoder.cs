using System.Diagnostics;

namespace ImsConference.Engine.Codecs;

/// <summary>Opus by libopus: any packet of RFC 6716, stereo too, decoded to mono at the rate wanted.</summary>
internal sealed class OpusDecoder : FrameDecoder
{
    private const int LongestFrameMs = 60;
    private const int QuietRms = 104; // −50 dBov

    private readonly OpusDecoderHandle _decoder;
    private readonly int _ticksASample; // of the 48 kHz clock
    private bool _wasQuiet; // the last payload that was decoded
    private bool _isResting; // it had no voice

    /// <param name="sampleRateHz">8000, 16000, 24000 or 48000.</param>
    /// <exception cref="NotSupportedException">The library refuses; not seen with these rates.</exception>
    public OpusDecoder(int sampleRateHz)
        : base(sampleRateHz, LongestFrameMs)
    {
        _ticksASample = 48_000 / sampleRateHz;
        _decoder = OpusNative.CreateDecoder(sampleRateHz, 1, out var error);
        if (_decoder.IsInvalid) throw new NotSupportedException($"libopus makes no decoder: error {error}");
    }

    public override bool IsNoisy => _isResting;

    public override int Measure(ReadOnlySpan<byte> payload) =>
        OpusPacket.TryParse(payload, out var packet) ? packet.Count * packet.FrameTicks : 0;

    /// <remarks>
    /// The encoder's voice flags count only while what was heard last was quiet: a steady tone or music has none either.
    /// </remarks>
    public override bool IsSilence(ReadOnlySpan<byte> payload) =>
        OpusPacket.TryParse(payload, out var packet) && (packet.IsLeftOut || _wasQuiet && packet.HasNoVoice);

    public override bool IsNoise(ReadOnlySpan<byte> payload) => IsSilence(payload);

    protected override int Expand(ReadOnlySpan<byte> payload, Span<short> pcm)
    {
        var samples = Measure(payload) / _ticksASample;
        Complete(pcm[..samples], OpusNative.Decode(_decoder, payload, payload.Length, pcm, samples, recover: 0));
        _wasQuiet = Loudness.IsBelow(pcm[..samples], QuietRms);
        _isResting = OpusPacket.TryParse(payload, out var packet) && (packet.IsLeftOut || packet.HasNoVoice);
        return samples;
    }

    protected override void Lose(Span<short> frame) =>
        Complete(frame, OpusNative.Decode(_decoder, default, 0, frame, frame.Length, recover: 0));

    /// <remarks>What libopus makes up in place of voiceless sound is noise of its level (RFC 6716 §4.4).</remarks>
    protected override void Rest(Span<short> frame) => Lose(frame);

    protected override int Recoverable(ReadOnlySpan<byte> next) =>
        OpusPacket.TryParse(next, out var packet) && packet.HasCopy ? packet.FrameTicks / _ticksASample : 0;

    protected override void Recover(ReadOnlySpan<byte> next, Span<short> frame) =>
        Complete(frame, OpusNative.Decode(_decoder, next, next.Length, frame, frame.Length, recover: 1));

    public override void Reset()
    {
        base.Reset();
        _wasQuiet = false;
    }

    protected override void Restart()
    {
        var error = OpusNative.Control(_decoder, OpusNative.ResetState);
        Debug.Assert(error == 0);
        _isResting = false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _decoder.Dispose();
    }

    // What the library found corrupt inside a packet of good form is silence.
    private static void Complete(Span<short> frame, int samples) => frame[Math.Clamp(samples, 0, frame.Length)..].Clear();
}
