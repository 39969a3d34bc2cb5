using System.Buffers.Binary;

namespace ImsConference.Mrfp.Playback;

/// <summary>What stands before the samples of a WAV file of 16-bit mono PCM: RIFF, or RF64 (EBU Tech 3306) where 32-bit sizes cannot tell how much there is.</summary>
/// <remarks>Both are equally long: a JUNK chunk keeps the place of RF64's <c>ds64</c>, so that a file becomes the other by one write.</remarks>
public static class WavHeader
{
    /// <summary>Bytes before the samples.</summary>
    public const int Size = 80;

    /// <summary>The largest size that RIFF's own field tells; all ones means "look in ds64".</summary>
    public const long MostRiffBytes = uint.MaxValue - 1;

    private const int Ds64Bytes = 28; // three 64-bit sizes and an empty table

    /// <param name="header">Room for <see cref="Size"/> bytes.</param>
    /// <param name="sampleRateHz">For example 16000.</param>
    /// <param name="samples">That follow.</param>
    /// <param name="mostRiffBytes">RF64 above this size of all that follows the first eight bytes.</param>
    public static void Write(Span<byte> header, int sampleRateHz, long samples, long mostRiffBytes = MostRiffBytes)
    {
        var dataBytes = samples * sizeof(short);
        var riffBytes = Size - 8 + dataBytes;
        var isRf64 = riffBytes > mostRiffBytes;
        header[..Size].Clear();

        (isRf64 ? "RF64"u8 : "RIFF"u8).CopyTo(header);
        WriteSize(header[4..], riffBytes, isRf64);
        "WAVE"u8.CopyTo(header[8..]);
        (isRf64 ? "ds64"u8 : "JUNK"u8).CopyTo(header[12..]);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], Ds64Bytes);
        if (isRf64)
        {
            BinaryPrimitives.WriteInt64LittleEndian(header[20..], riffBytes);
            BinaryPrimitives.WriteInt64LittleEndian(header[28..], dataBytes);
            BinaryPrimitives.WriteInt64LittleEndian(header[36..], samples);
        }

        WriteFormat(header[48..], sampleRateHz);
        "data"u8.CopyTo(header[72..]);
        WriteSize(header[76..], dataBytes, isRf64);
    }

    private static void WriteSize(Span<byte> field, long bytes, bool isRf64) =>
        BinaryPrimitives.WriteUInt32LittleEndian(field, isRf64 ? uint.MaxValue : (uint)bytes);

    private static void WriteFormat(Span<byte> chunk, int sampleRateHz)
    {
        "fmt "u8.CopyTo(chunk);
        BinaryPrimitives.WriteInt32LittleEndian(chunk[4..], 16);
        BinaryPrimitives.WriteInt16LittleEndian(chunk[8..], 1); // PCM
        BinaryPrimitives.WriteInt16LittleEndian(chunk[10..], 1); // mono
        BinaryPrimitives.WriteInt32LittleEndian(chunk[12..], sampleRateHz);
        BinaryPrimitives.WriteInt32LittleEndian(chunk[16..], sampleRateHz * sizeof(short));
        BinaryPrimitives.WriteInt16LittleEndian(chunk[20..], sizeof(short));
        BinaryPrimitives.WriteInt16LittleEndian(chunk[22..], 8 * sizeof(short));
    }
}
