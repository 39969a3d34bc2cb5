using ImsConference.Engine.Codecs;
using ImsConference.Engine.Mixing;

namespace ImsConference.Mrfp.Contexts;

/// <summary>What everybody hears who does not speak, at one sample rate: limited once, and its last frames kept for encoders that join in.</summary>
/// <param name="rate">Index of the sample rate.</param>
internal sealed class SharedMix(int rate)
{
    // Long-term prediction reaches back 20 ms, gain prediction four subframes: what an encoder did before hardly matters.
    private const int KeptFrames = 5;

    private readonly Limiter _limiter = new();
    private readonly short[] _heard = new short[MixRates.FrameSamples(rate)];
    private short[][]? _kept; // a ring
    private int _keptFrames;
    private int _next;
    private long _tick;
    private float _gainBefore = 1;

    public int Rate => rate;

    /// <summary>The mix of this tick.</summary>
    public ReadOnlySpan<short> Heard(MixSums sums, MixScratch scratch)
    {
        if (_tick == sums.Tick) return _heard;
        Keep(followsOn: _tick == sums.Tick - 1);
        _gainBefore = _limiter.Gain;
        _limiter.Apply(sums.At(rate, scratch), _heard);
        _tick = sums.Tick;
        return _heard;
    }

    /// <summary>Keeps frames from now on: an encoder with a memory uses this mix. Allocates.</summary>
    public void Remember() => _kept ??= [.. Enumerable.Range(0, KeptFrames).Select(_ => new short[_heard.Length])];

    /// <summary>Brings an encoder to where the shared ones are: before the present frame, or, between ticks, behind it.</summary>
    /// <returns>Gain of the limiter there.</returns>
    public float Prime(IAudioEncoder encoder, bool isBetweenTicks)
    {
        if (_kept is not null)
        {
            for (var i = _keptFrames; i > 0; i--) encoder.Prime(_kept[(_next + KeptFrames - i) % KeptFrames]);
            if (isBetweenTicks) encoder.Prime(_heard);
        }

        return isBetweenTicks ? _limiter.Gain : _gainBefore;
    }

    private void Keep(bool followsOn)
    {
        if (_kept is null) return;
        if (!followsOn)
        {
            _keptFrames = 0;
            return;
        }

        _heard.CopyTo(_kept[_next].AsSpan());
        _next = (_next + 1) % KeptFrames;
        _keptFrames = Math.Min(KeptFrames, _keptFrames + 1);
    }
}
