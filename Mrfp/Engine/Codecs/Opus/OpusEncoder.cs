using System.Diagnostics;

namespace ImsConference.Engine.Codecs;

/// <summary>Opus by libopus: mono speech, as the receiver's fmtp wants it (RFC 7587 §3.1, §6.1).</summary>
internal sealed class OpusEncoder : IAudioEncoder
{
    private const int MostBitrate = 32_000; // RFC 7587 §3.1.1 for full-band speech
    private const int ExpectedLossPercent = 10; // makes room for the copies that in-band FEC is
    private const int DtxBytes = 2; // a packet so short need not be sent (opus_encode)

    private readonly OpusEncoderHandle _encoder;
    private readonly byte[] _thrownAway = new byte[AudioFormat.MaxFrameBytes];
    private int _complexity;

    /// <param name="format">Of Opus.</param>
    /// <exception cref="NotSupportedException">The library refuses; not seen with the rates that Opus knows.</exception>
    public OpusEncoder(AudioFormat format)
    {
        Format = format;
        var parameters = format.Opus!;
        _encoder = OpusNative.CreateEncoder(format.SampleRateHz, 1, OpusNative.ApplicationVoip, out var error);
        if (_encoder.IsInvalid) throw new NotSupportedException($"libopus makes no encoder: error {error}");

        Control(OpusNative.SetSignal, OpusNative.SignalVoice);
        Control(OpusNative.SetBitrate, BitrateOf(parameters));
        Control(OpusNative.SetMaxBandwidth, OpusNative.BandwidthNarrow + parameters.BandwidthIndex);
        Control(OpusNative.SetVbr, parameters.UseCbr ? 0 : 1);
        Control(OpusNative.SetInbandFec, parameters.UseInbandFec ? 1 : 0);
        Control(OpusNative.SetPacketLossPercent, parameters.UseInbandFec ? ExpectedLossPercent : 0);
        Control(OpusNative.SetDtx, parameters.UseDtx ? 1 : 0);
        Complexity = 9;
    }

    public AudioFormat Format { get; }

    public int Mode { get; set; }

    public int Complexity
    {
        get => _complexity;
        set
        {
            if (value == _complexity) return;
            _complexity = Math.Clamp(value, 0, 10);
            Control(OpusNative.SetComplexity, _complexity);
        }
    }

    public int Encode(ReadOnlySpan<short> frame, Span<byte> coded)
    {
        Debug.Assert(frame.Length == Format.FrameSamples);
        var room = Math.Min(coded.Length, AudioFormat.MaxFrameBytes);
        var bytes = OpusNative.Encode(_encoder, frame, frame.Length, coded, room);
        Debug.Assert(bytes > 0);
        return bytes <= DtxBytes ? 0 : bytes;
    }

    public void Prime(ReadOnlySpan<short> frame) => Encode(frame, _thrownAway);

    public void Dispose() => _encoder.Dispose();

    private static int BitrateOf(OpusParameters parameters)
    {
        var bitrate = parameters.MaxPlaybackRateHz switch
        {
            8000 => 12_000,
            12_000 => 16_000,
            16_000 => 20_000,
            24_000 => 24_000,
            _ => MostBitrate,
        };
        return parameters.MaxAverageBitrate == 0 ? bitrate : Math.Min(bitrate, parameters.MaxAverageBitrate);
    }

    private void Control(int request, int value)
    {
        var error = OpusNative.Control(_encoder, request, value);
        Debug.Assert(error == 0);
    }
}
