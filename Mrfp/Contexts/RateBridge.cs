using ImsConference.Engine.Mixing;

namespace ImsConference.Mrfp.Contexts;

/// <summary>Carries one signal from a sample rate to another, tick by tick; a tick that was left out makes it begin anew.</summary>
internal sealed class RateBridge(int from, int to)
{
    private readonly Resampler _resampler = new(MixRates.Hz(from), MixRates.Hz(to));
    private long _tick = -1;
    private bool _isEmpty = true;

    /// <summary>True when silence that goes in comes out as silence.</summary>
    public bool IsAtRest(long tick) => _isEmpty || _tick != tick - 1;

    /// <summary>Carries a frame as it was decoded.</summary>
    /// <param name="frame">At the one rate; empty for silence.</param>
    /// <param name="tick">One more than at the last call, unless ticks were left out.</param>
    /// <param name="scratch">Working space.</param>
    /// <returns>It at the other rate; empty when nothing is to be heard.</returns>
    public ReadOnlySpan<int> Carry(ReadOnlySpan<short> frame, long tick, MixScratch scratch)
    {
        if (frame.IsEmpty && IsAtRest(tick)) return [];

        var wide = scratch.Own(from);
        if (frame.IsEmpty) wide.Clear();
        else MixKernel.Widen(frame, wide);
        var carried = scratch.Resampled(to);
        Process(wide, frame.IsEmpty, carried, tick);
        return carried;
    }

    /// <param name="input">A frame at the one rate.</param>
    /// <param name="isSilent">All of it is zero.</param>
    /// <param name="output">A frame at the other.</param>
    /// <param name="tick">One more than at the last call, unless ticks were left out.</param>
    public void Process(ReadOnlySpan<int> input, bool isSilent, Span<int> output, long tick)
    {
        if (_tick != tick - 1) _resampler.Reset();
        _resampler.Process(input, output);
        _isEmpty = isSilent; // a frame is longer than the filter
        _tick = tick;
    }
}
