using System.Numerics;

namespace ImsConference.Engine.Codecs;

/// <summary>Which mode each frame is sent in: follows the mode asked for as fast as the fmtp lets it (RFC 4867 §8.1).</summary>
internal sealed class AmrModeControl
{
    private readonly AmrParameters _parameters;
    private int _current;
    private int _frames; // until the next that may bring a change

    /// <param name="parameters">Of the receiver.</param>
    /// <param name="preferred">Wanted as long as nobody asks; the set may forbid it.</param>
    public AmrModeControl(AmrParameters parameters, int preferred)
    {
        _parameters = parameters;
        Wanted = preferred;
        _current = AmrMode.Within(parameters.ModeSet, preferred);
    }

    /// <summary>As asked for, within the set or not.</summary>
    public int Wanted { get; set; }

    /// <summary>The mode of the next frame; once for each.</summary>
    public int Next()
    {
        if (_frames-- > 0) return _current;
        _frames = _parameters.ModeChangePeriod - 1;

        var target = AmrMode.Within(_parameters.ModeSet, Wanted);
        if (target != _current) _current = _parameters.ModeChangesToNeighbor ? Neighbor(target) : target;
        return _current;
    }

    private int Neighbor(int target)
    {
        var set = (uint)_parameters.ModeSet;
        return target > _current
            ? BitOperations.TrailingZeroCount(set & ~((2u << _current) - 1))
            : BitOperations.Log2(set & ((1u << _current) - 1));
    }
}
