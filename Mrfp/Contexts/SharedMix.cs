using ImsConference.Engine.Codecs;
using ImsConference.Engine.Mixing;

namespace ImsConference.Mrfp.Contexts;

/// <summary>What everybody hears who does not speak: limited once, and encoded once for each format.</summary>
internal sealed class SharedMix
{
    private readonly Limiter _limiter = new();
    private readonly int[] _sum = new int[MixFormat.FrameSamples];
    private readonly short[] _heard = new short[MixFormat.FrameSamples];
    private readonly byte[][] _encoded = [new byte[MixFormat.FrameSamples], new byte[MixFormat.FrameSamples]]; // by law
    private readonly bool[] _isEncoded = new bool[2];
    private bool _isLimited;

    /// <summary>The mix of this tick.</summary>
    public ReadOnlySpan<short> Heard
    {
        get
        {
            if (!_isLimited) _limiter.Apply(_sum, _heard);
            _isLimited = true;
            return _heard;
        }
    }

    /// <summary>Starts a tick.</summary>
    public void Begin(ReadOnlySpan<int> sum)
    {
        sum.CopyTo(_sum);
        _isLimited = false;
        _isEncoded.AsSpan().Clear();
    }

    public ReadOnlySpan<byte> Encode(G711Law law)
    {
        var encoded = _encoded[(int)law];
        if (!_isEncoded[(int)law]) G711.Encode(law, Heard, encoded);
        _isEncoded[(int)law] = true;
        return encoded;
    }
}
