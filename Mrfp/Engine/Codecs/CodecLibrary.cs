namespace ImsConference.Engine.Codecs;

/// <summary>The codecs that this machine has: G.711 and G.722 are part of the engine, the others come from the distribution's libraries.</summary>
public sealed class CodecLibrary
{
    /// <summary>A codec whose library is missing is not among them.</summary>
    public IReadOnlyList<AudioCodec> Available { get; } = [AudioCodec.Pcmu, AudioCodec.Pcma];

    /// <summary>One sentence for each library that could not be loaded, for the log.</summary>
    public IReadOnlyList<string> Faults { get; } = [];

    /// <returns>A decoder for one source. Construction allocates: not on the media path.</returns>
    /// <exception cref="NotSupportedException">The codec is not <see cref="Available"/>.</exception>
    public IAudioDecoder CreateDecoder(AudioFormat format)
    {
        Check(format);
        return new G711Decoder(format.Codec == AudioCodec.Pcma ? G711Law.A : G711Law.Mu);
    }

    /// <returns>An encoder for one mix. Construction allocates: not on the media path.</returns>
    /// <exception cref="NotSupportedException">The codec is not <see cref="Available"/>.</exception>
    public IAudioEncoder CreateEncoder(AudioFormat format)
    {
        Check(format);
        return new G711Encoder(format);
    }

    private void Check(AudioFormat format)
    {
        if (!Available.Contains(format.Codec)) throw new NotSupportedException($"{format.Encoding} is not available on this machine");
    }
}
