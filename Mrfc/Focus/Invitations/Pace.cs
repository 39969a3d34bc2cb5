using ImsConference.Sip.Loop;

namespace ImsConference.Mrfc.Focus.Invitations;

/// <summary>Gives turns so that no more than so many begin in a second: a list of a hundred users is no burst.</summary>
/// <param name="loop">Where those wait.</param>
/// <param name="perSecond">At least 1.</param>
public sealed class Pace(SignallingLoop loop, int perSecond)
{
    private readonly long _spacing = loop.Time.TimestampFrequency / perSecond;
    private long _next = long.MinValue;

    /// <summary>Waits for a turn, in the order of the calls; a lone one need not wait.</summary>
    public Task TurnAsync()
    {
        var now = loop.Time.GetTimestamp();
        var due = Math.Max(_next, now);
        _next = due + _spacing;
        return due > now ? loop.DelayAsync(loop.Time.GetElapsedTime(now, due)) : Task.CompletedTask;
    }
}
