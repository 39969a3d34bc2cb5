using System.Runtime.InteropServices;

namespace ImsConference.Engine.Codecs;

/// <summary>The codecs that this machine has: G.711 and G.722 are part of the engine, the others come from the distribution's libraries.</summary>
public sealed class CodecLibrary
{
    private static readonly (AudioCodec Codec, string[] Libraries)[] Needs =
    [
        (AudioCodec.Pcmu, []),
        (AudioCodec.Pcma, []),
        (AudioCodec.G722, []),
        (AudioCodec.Opus, [OpusNative.Library]),
        (AudioCodec.Amr, [AmrNative.Narrowband]),
        (AudioCodec.AmrWb, [AmrNative.WidebandDecoder, AmrNative.WidebandEncoder]),
    ];

    public CodecLibrary()
        : this(library => NativeLibrary.TryLoad(library, out _)) // it stays loaded as long as the process lives
    {
    }

    /// <param name="isPresent">Whether a library of this name can be loaded.</param>
    internal CodecLibrary(Predicate<string> isPresent)
    {
        var available = new List<AudioCodec>();
        var faults = new List<string>();
        foreach (var (codec, libraries) in Needs)
        {
            var missing = Array.FindAll(libraries, library => !isPresent(library));
            if (missing.Length == 0) available.Add(codec);
            else faults.Add($"{string.Join(" and ", missing)} cannot be loaded: {codec} is not offered");
        }

        Available = available;
        Faults = faults;
    }

    /// <summary>A codec whose library is missing is not among them.</summary>
    public IReadOnlyList<AudioCodec> Available { get; }

    /// <summary>One sentence for each codec that is missing, for the log.</summary>
    public IReadOnlyList<string> Faults { get; }

    /// <returns>A decoder for one source. Construction allocates: not on the media path.</returns>
    /// <exception cref="NotSupportedException">The codec is not <see cref="Available"/>.</exception>
    public IAudioDecoder CreateDecoder(AudioFormat format)
    {
        Check(format);
        return format.Codec switch
        {
            AudioCodec.Pcmu => new G711Decoder(G711Law.Mu),
            AudioCodec.Pcma => new G711Decoder(G711Law.A),
            AudioCodec.G722 => new G722Decoder(),
            AudioCodec.Opus => new OpusDecoder(format.SampleRateHz),
            _ => new AmrDecoder(format),
        };
    }

    /// <returns>An encoder for one mix. Construction allocates: not on the media path.</returns>
    /// <exception cref="NotSupportedException">The codec is not <see cref="Available"/>.</exception>
    public IAudioEncoder CreateEncoder(AudioFormat format)
    {
        Check(format);
        return format.Codec switch
        {
            AudioCodec.Pcmu or AudioCodec.Pcma => new G711Encoder(format),
            AudioCodec.G722 => new G722Encoder(),
            AudioCodec.Opus => new OpusEncoder(format),
            _ => new AmrEncoder(format),
        };
    }

    private void Check(AudioFormat format)
    {
        if (!Available.Contains(format.Codec)) throw new NotSupportedException($"{format.Encoding} is not available on this machine");
    }
}
