using System.Runtime.InteropServices;

namespace ImsConference.Engine.Codecs;

/// <summary>The opencore-amr and vo-amrwbenc libraries (interf_dec.h, interf_enc.h, dec_if.h, enc_if.h). Frames are in the form of RFC 4867 §5.3.</summary>
internal static partial class AmrNative
{
    public const string Narrowband = "libopencore-amrnb.so.0";
    public const string WidebandDecoder = "libopencore-amrwb.so.0";
    public const string WidebandEncoder = "libvo-amrwbenc.so.0";

    [LibraryImport(Narrowband, EntryPoint = "Decoder_Interface_init")]
    public static partial nint CreateDecoder();

    [LibraryImport(Narrowband, EntryPoint = "Decoder_Interface_exit")]
    public static partial void DestroyDecoder(nint decoder);

    /// <param name="isBad">1: takes the frame as not there.</param>
    [LibraryImport(Narrowband, EntryPoint = "Decoder_Interface_Decode")]
    public static partial void Decode(AmrDecoderHandle decoder, ReadOnlySpan<byte> frame, Span<short> pcm, int isBad);

    [LibraryImport(WidebandDecoder, EntryPoint = "D_IF_init")]
    public static partial nint CreateWideDecoder();

    [LibraryImport(WidebandDecoder, EntryPoint = "D_IF_exit")]
    public static partial void DestroyWideDecoder(nint decoder);

    /// <inheritdoc cref="Decode"/>
    [LibraryImport(WidebandDecoder, EntryPoint = "D_IF_decode")]
    public static partial void DecodeWide(AmrDecoderHandle decoder, ReadOnlySpan<byte> frame, Span<short> pcm, int isBad);

    [LibraryImport(Narrowband, EntryPoint = "Encoder_Interface_init")]
    public static partial nint CreateEncoder(int dtx);

    [LibraryImport(Narrowband, EntryPoint = "Encoder_Interface_exit")]
    public static partial void DestroyEncoder(nint encoder);

    /// <param name="pcm">Is filtered in place.</param>
    /// <returns>Bytes written.</returns>
    [LibraryImport(Narrowband, EntryPoint = "Encoder_Interface_Encode")]
    public static partial int Encode(AmrEncoderHandle encoder, int mode, Span<short> pcm, Span<byte> frame, int forceSpeech);

    [LibraryImport(WidebandEncoder, EntryPoint = "E_IF_init")]
    public static partial nint CreateWideEncoder();

    [LibraryImport(WidebandEncoder, EntryPoint = "E_IF_exit")]
    public static partial void DestroyWideEncoder(nint encoder);

    /// <inheritdoc cref="Encode"/>
    [LibraryImport(WidebandEncoder, EntryPoint = "E_IF_encode")]
    public static partial int EncodeWide(AmrEncoderHandle encoder, int mode, ReadOnlySpan<short> pcm, Span<byte> frame, int dtx);
}
