using ImsConference.Engine.Codecs;

namespace ImsConference.Mrfp.Contexts;

/// <summary>A <see cref="SharedMix"/> in one format and mode: encoded once a tick for all who listen to it.</summary>
/// <param name="mix">At the format's sample rate.</param>
/// <param name="encoder">Its own; whoever made it disposes it.</param>
/// <param name="isPreferred">Its mode is the one for listeners who have asked for none.</param>
internal sealed class SharedEncoding(SharedMix mix, IAudioEncoder encoder, bool isPreferred)
{
    private readonly byte[] _coded = new byte[encoder.Format.HasMemory ? AudioFormat.MaxFrameBytes : encoder.Format.FrameSamples];
    private int _length;
    private long _tick;

    public SharedMix Mix => mix;

    public AudioFormat Format => encoder.Format;

    public IAudioEncoder Encoder => encoder;

    /// <summary>Streams that listen to it, or will again when they have spoken.</summary>
    public int Users { get; set; }

    /// <param name="wanted">AMR and AMR-WB: as a listener asked by CMR; null when it has not.</param>
    public bool HasMode(int? wanted) => wanted is null ? isPreferred : encoder.Mode == wanted;

    public bool Serves(AudioFormat format, int? wantedMode) => HasMode(wantedMode) && Format.Equals(format);

    /// <summary>The coded frame of this tick; empty when there is nothing to send (DTX).</summary>
    public ReadOnlySpan<byte> Encode(MixSums sums, MixScratch scratch)
    {
        if (_tick != sums.Tick)
        {
            encoder.Complexity = scratch.OpusComplexity;
            _length = encoder.Encode(mix.Heard(sums, scratch), _coded);
            _tick = sums.Tick;
        }

        return _coded.AsSpan(0, _length);
    }
}
