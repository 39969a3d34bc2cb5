using System.Diagnostics;

namespace ImsConference.Engine.Mixing;

/// <summary>Brings one listener's mix into 16 bits by turning it down smoothly instead of clipping it.</summary>
/// <remarks>
/// Gain is linear between the edges of short blocks; each edge is low enough for the blocks on both sides, so that no sample
/// exceeds the range. Only the first block after a frame edge can meet a peak that its starting gain did not foresee, which is then
/// saturated for 2.5 ms at most. One object a listener, or one for all who hear the same mix.
/// </remarks>
public sealed class Limiter
{
    private const int BlocksAFrame = 8;
    private const float Ceiling = 32_000;
    private const float ReleaseABlock = 1.02f; // with 2.5 ms blocks 6 dB in 90 ms

    private float _gain = 1;

    /// <summary>Gain at the end of the last frame, 0..1. Set it to that of another limiter when a listener moves from its mix to this one.</summary>
    public float Gain
    {
        get => _gain;
        set => _gain = Math.Clamp(value, 0, 1);
    }

    /// <param name="mix">N samples, N a multiple of 8.</param>
    /// <param name="heard">N samples out.</param>
    public void Apply(ReadOnlySpan<int> mix, Span<short> heard)
    {
        Debug.Assert(mix.Length == heard.Length && mix.Length % BlocksAFrame == 0);
        if (_gain >= 1 && MixKernel.Peak(mix) <= Ceiling)
        {
            MixKernel.Saturate(mix, heard);
            return;
        }

        var size = mix.Length / BlocksAFrame;
        var allowed = Allowed(mix[..size]);
        for (var block = 0; block < BlocksAFrame; block++)
        {
            var next = block + 1 < BlocksAFrame ? Allowed(mix.Slice((block + 1) * size, size)) : 1;
            var end = Math.Min(Math.Min(allowed, next), Math.Min(1, _gain * ReleaseABlock));
            Ramp(mix.Slice(block * size, size), heard.Slice(block * size, size), _gain, end);
            _gain = end;
            allowed = next;
        }
    }

    private static float Allowed(ReadOnlySpan<int> block) => Math.Min(1, Ceiling / Math.Max(1, MixKernel.Peak(block)));

    private static void Ramp(ReadOnlySpan<int> block, Span<short> heard, float from, float to)
    {
        var step = (to - from) / block.Length;
        for (var i = 0; i < block.Length; i++)
            heard[i] = (short)Math.Clamp(block[i] * (from + step * (i + 1)), short.MinValue, short.MaxValue);
    }
}
