using System.Diagnostics;
using ImsConference.Engine.Mixing;

namespace ImsConference.Mrfp.Contexts;

/// <summary>Sums a context's speakers, each at its own rate, and gives the sum of all at any rate that is listened at.</summary>
/// <remarks>Each rate's sum is resampled once a tick, not each member. Where all is of one rate nothing is resampled or copied.</remarks>
internal sealed class MixSums
{
    private RateBridge?[]? _bridges; // by from * Count + to; null while there is one rate only
    private int _spoken; // rates that somebody speaks at in this tick, one bit each
    private int _cleared; // rates whose sum has been begun
    private int _mixed; // rates at which all are summed

    /// <summary>Counts ticks.</summary>
    public long Tick { get; private set; }

    /// <summary>Makes all that is needed between these rates. Allocates: for commands.</summary>
    /// <param name="spoken">Rates that members may speak at, one bit each.</param>
    /// <param name="heard">Rates that members listen at.</param>
    public void Prepare(int spoken, int heard)
    {
        for (var from = 0; from < MixRates.Count; from++)
        {
            for (var to = 0; to < MixRates.Count; to++)
            {
                if (from == to || (spoken & 1 << from) == 0 || (heard & 1 << to) == 0) continue;
                _bridges ??= new RateBridge?[MixRates.Count * MixRates.Count];
                _bridges[from * MixRates.Count + to] ??= new RateBridge(from, to);
            }
        }
    }

    /// <summary>Starts a tick.</summary>
    public void Begin()
    {
        Tick++;
        _spoken = 0;
        _cleared = 0;
        _mixed = 0;
    }

    public void Add(int rate, ReadOnlySpan<short> frame, MixScratch scratch)
    {
        Debug.Assert(_mixed == 0);
        MixKernel.Add(SumOf(rate, scratch), frame);
        _spoken |= 1 << rate;
    }

    /// <summary>Everybody who speaks, at one rate; not limited. Valid until the tick ends.</summary>
    public ReadOnlySpan<int> At(int rate, MixScratch scratch)
    {
        var own = SumOf(rate, scratch);
        if (_bridges is not { } bridges) return own;

        var mix = scratch.Mix(rate);
        if ((_mixed & 1 << rate) != 0) return mix;
        _mixed |= 1 << rate;
        own.CopyTo(mix);
        for (var from = 0; from < MixRates.Count; from++)
            if (bridges[from * MixRates.Count + rate] is { } bridge) Carry(bridge, from, rate, mix, scratch);
        return mix;
    }

    private void Carry(RateBridge bridge, int from, int to, Span<int> mix, MixScratch scratch)
    {
        var isSilent = (_spoken & 1 << from) == 0;
        if (isSilent && bridge.IsAtRest(Tick)) return;
        var resampled = scratch.Resampled(to);
        bridge.Process(SumOf(from, scratch), isSilent, resampled, Tick);
        MixKernel.Add(mix, resampled);
    }

    private Span<int> SumOf(int rate, MixScratch scratch)
    {
        var sum = scratch.Sum(rate);
        if ((_cleared & 1 << rate) != 0) return sum;
        _cleared |= 1 << rate;
        sum.Clear();
        return sum;
    }
}
