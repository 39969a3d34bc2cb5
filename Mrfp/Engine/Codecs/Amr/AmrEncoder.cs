using System.Diagnostics;

namespace ImsConference.Engine.Codecs;

/// <summary>AMR by opencore-amrnb, AMR-WB by vo-amrwbenc, with discontinuous transmission.</summary>
internal sealed class AmrEncoder : IAudioEncoder
{
    private const int PreferredMode = 7; // 12.2 kbit/s
    private const int PreferredWideMode = 2; // 12.65 kbit/s
    private const int LoudestNoise = 330; // RMS, −40 dBov: a steady tone above it is no noise, whatever vo-amrwbenc makes of it

    private readonly bool _isWide;
    private readonly AmrEncoderHandle _encoder;
    private readonly AmrModeControl _modes;
    private readonly short[] _frame; // opencore-amrnb filters its input in place
    private readonly byte[] _thrownAway = new byte[AudioFormat.MaxFrameBytes];

    /// <param name="format">Of AMR or AMR-WB.</param>
    public AmrEncoder(AudioFormat format)
    {
        Format = format;
        _isWide = format.Codec == AudioCodec.AmrWb;
        _modes = new AmrModeControl(format.Amr!, _isWide ? PreferredWideMode : PreferredMode);
        _frame = new short[format.FrameSamples];
        _encoder = new AmrEncoderHandle(_isWide);
    }

    public AudioFormat Format { get; }

    public int Mode
    {
        get => _modes.Wanted;
        set => _modes.Wanted = value;
    }

    public int Complexity { get; set; }

    public int Encode(ReadOnlySpan<short> frame, Span<byte> coded)
    {
        Debug.Assert(frame.Length == Format.FrameSamples && coded.Length >= AudioFormat.MaxFrameBytes);
        var mode = _modes.Next();
        frame.CopyTo(_frame);
        var bytes = _isWide
            ? AmrNative.EncodeWide(_encoder, mode, _frame, coded, dtx: Loudness.IsBelow(_frame, LoudestNoise) ? 1 : 0)
            : AmrNative.Encode(_encoder, mode, _frame, coded, forceSpeech: 0);
        return AmrFrameType.Of(coded[0]) == AmrFrameType.NoData ? 0 : bytes;
    }

    public void Prime(ReadOnlySpan<short> frame) => Encode(frame, _thrownAway);

    public void Dispose() => _encoder.Dispose();
}
