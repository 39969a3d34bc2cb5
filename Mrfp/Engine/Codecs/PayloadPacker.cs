using System.Diagnostics;

namespace ImsConference.Engine.Codecs;

/// <summary>Builds an RTP payload from coded 20 ms frames, for one receiver.</summary>
public static class PayloadPacker
{
    /// <param name="format">That all the frames were encoded in.</param>
    /// <param name="frames">Coded frames as <see cref="IAudioEncoder.Encode"/> gave them, one after the other.</param>
    /// <param name="lengths">Their lengths in bytes; 0 for a frame that DTX left out. At least one.</param>
    /// <param name="payload">Room for <see cref="AudioFormat.MaxFrameBytes"/> a frame.</param>
    /// <param name="taken">How many frames went into it: all, or fewer where Opus has changed its mode in between; those begin the next packet.</param>
    /// <param name="modeRequest">AMR and AMR-WB: the CMR, 0..8 or <see cref="AmrMode.NoRequest"/>.</param>
    /// <returns>Bytes written; 0 when DTX leaves nothing to send in the frames taken.</returns>
    public static int Pack(
        AudioFormat format, ReadOnlySpan<byte> frames, ReadOnlySpan<int> lengths, Span<byte> payload, out int taken, int modeRequest = AmrMode.NoRequest)
    {
        Debug.Assert(!lengths.IsEmpty);
        taken = lengths.Length;
        lengths = lengths[..(lengths.LastIndexOfAnyExcept(0) + 1)]; // silence at the end is not sent
        if (lengths.IsEmpty) return 0;

        switch (format.Codec)
        {
            case AudioCodec.Amr or AudioCodec.AmrWb:
                return AmrPayloadWriter.Write(format.Amr!, format.Codec == AudioCodec.AmrWb, frames, lengths, modeRequest, payload);
            case AudioCodec.Opus:
                var bytes = OpusPacketWriter.Write(frames, lengths, payload, out var alike);
                if (alike < lengths.Length) taken = alike;
                return bytes;
            default:
                return Concatenate(frames, lengths, payload);
        }
    }

    /// <summary>Whether a coded frame is made of comfort noise parameters: AMR's and AMR-WB's SID.</summary>
    public static bool IsComfortNoise(AudioFormat format, ReadOnlySpan<byte> frame) =>
        format.Amr is not null && !frame.IsEmpty && AmrFrameType.IsSilence(AmrFrameType.Of(frame[0]), format.Codec == AudioCodec.AmrWb);

    private static int Concatenate(ReadOnlySpan<byte> frames, ReadOnlySpan<int> lengths, Span<byte> payload)
    {
        var total = 0;
        foreach (var length in lengths) total += length;
        frames[..total].CopyTo(payload);
        return total;
    }
}
