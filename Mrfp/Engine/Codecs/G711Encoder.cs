using System.Diagnostics;

namespace ImsConference.Engine.Codecs;

/// <summary>G.711; it has no state.</summary>
internal sealed class G711Encoder(AudioFormat format) : IAudioEncoder
{
    private readonly G711Law _law = format.Codec == AudioCodec.Pcma ? G711Law.A : G711Law.Mu;

    public AudioFormat Format => format;

    public int Mode { get; set; }

    public int Complexity { get; set; }

    public int Encode(ReadOnlySpan<short> frame, Span<byte> coded)
    {
        Debug.Assert(frame.Length == format.FrameSamples);
        G711.Encode(_law, frame, coded);
        return frame.Length;
    }

    public void Prime(ReadOnlySpan<short> frame)
    {
    }

    public void Dispose()
    {
    }
}
