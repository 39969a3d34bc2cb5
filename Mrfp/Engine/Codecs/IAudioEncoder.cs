namespace ImsConference.Engine.Codecs;

/// <summary>Encodes one mix, 20 ms at a time. Allocates nothing after its construction.</summary>
public interface IAudioEncoder : IDisposable
{
    AudioFormat Format { get; }

    /// <summary>AMR and AMR-WB: the mode wanted, approached within mode-set, mode-change-period and mode-change-neighbor. Others ignore it.</summary>
    int Mode { get; set; }

    /// <summary>Opus: 0 (cheapest) to 10. Others ignore it.</summary>
    int Complexity { get; set; }

    /// <summary>Encodes a frame.</summary>
    /// <param name="frame"><see cref="AudioFormat.FrameSamples"/> samples.</param>
    /// <param name="coded">Room for <see cref="AudioFormat.MaxFrameBytes"/>.</param>
    /// <returns>Bytes written, in the form that <see cref="PayloadPacker"/> takes; 0 when there is nothing to send (DTX).</returns>
    int Encode(ReadOnlySpan<short> frame, Span<byte> coded);

    /// <summary>Brings the encoder's state to that of another that has encoded this frame: encodes, and throws the result away.</summary>
    void Prime(ReadOnlySpan<short> frame);
}
