using System.Runtime.InteropServices;

namespace ImsConference.Engine.Codecs;

/// <summary>libopus (opus_encoder.h, opus_decoder.h). Negative results are errors.</summary>
/// <remarks>The ctl functions are variadic; the calling conventions of Linux on x86-64 and arm64 pass one more integer as they would a named one.</remarks>
internal static partial class OpusNative
{
    /// <summary>Version 1.x of the interface.</summary>
    public const string Library = "libopus.so.0";

    public const int ApplicationVoip = 2048;
    public const int SetBitrate = 4002;
    public const int SetMaxBandwidth = 4004;
    public const int SetVbr = 4006;
    public const int SetComplexity = 4010;
    public const int SetInbandFec = 4012;
    public const int SetPacketLossPercent = 4014;
    public const int SetDtx = 4016;
    public const int SetSignal = 4024;
    public const int ResetState = 4028;
    public const int SignalVoice = 3001;
    public const int BandwidthNarrow = 1101;

    [LibraryImport(Library, EntryPoint = "opus_encoder_create")]
    public static partial OpusEncoderHandle CreateEncoder(int sampleRateHz, int channels, int application, out int error);

    [LibraryImport(Library, EntryPoint = "opus_encoder_destroy")]
    public static partial void DestroyEncoder(nint encoder);

    [LibraryImport(Library, EntryPoint = "opus_encoder_ctl")]
    public static partial int Control(OpusEncoderHandle encoder, int request, int value);

    [LibraryImport(Library, EntryPoint = "opus_encode")]
    public static partial int Encode(OpusEncoderHandle encoder, ReadOnlySpan<short> pcm, int frameSamples, Span<byte> coded, int maxBytes);

    [LibraryImport(Library, EntryPoint = "opus_decoder_create")]
    public static partial OpusDecoderHandle CreateDecoder(int sampleRateHz, int channels, out int error);

    [LibraryImport(Library, EntryPoint = "opus_decoder_destroy")]
    public static partial void DestroyDecoder(nint decoder);

    [LibraryImport(Library, EntryPoint = "opus_decoder_ctl")]
    public static partial int Control(OpusDecoderHandle decoder, int request);

    /// <param name="payload">Empty: lost.</param>
    /// <param name="frameSamples">Room in <paramref name="pcm"/>; when lost or recovered the time that is missing.</param>
    /// <param name="recover">1: decode the copy of the last packet that this one carries.</param>
    [LibraryImport(Library, EntryPoint = "opus_decode")]
    public static partial int Decode(OpusDecoderHandle decoder, ReadOnlySpan<byte> payload, int bytes, Span<short> pcm, int frameSamples, int recover);
}
