using ImsConference.Engine.Mixing;
using ImsConference.Mrfp.Playback;

namespace ImsConference.Mrfp.Contexts;

/// <summary>Something that is played in a context: to all of it, or to one termination. Touched on the context's worker only.</summary>
/// <param name="id">Chosen by the MRFC; empty for the prompt of a collection, whose end nobody is told.</param>
/// <param name="startedBy">The command, to tell a repetition from a clash.</param>
/// <param name="player">What is heard.</param>
/// <param name="isAlone">Its one listener does not hear the conference meanwhile.</param>
internal sealed class ContextPlayback(string id, object startedBy, Player player, bool isAlone)
{
    private readonly RateBridge?[] _bridges = new RateBridge?[MixRates.Count]; // by the rate played at, to the listener's
    private int _heard = -1;

    public string Id => id;

    public object StartedBy => startedBy;

    public Player Player => player;

    public bool IsAlone => isAlone;

    /// <summary>Why it was stopped; nobody did while it is null.</summary>
    public PlaybackEnd? StoppedBy { get; private set; }

    /// <summary>Why it has ended, once <see cref="Player.IsEnded"/>.</summary>
    public PlaybackEnd Outcome => player.Fault is not null ? PlaybackEnd.Unreadable : StoppedBy ?? PlaybackEnd.Finished;

    public PlaybackState State => new(id, player.DurationMs, player.IsEnded);

    /// <summary>Rates that it is played at, one bit each.</summary>
    public int Rates
    {
        get
        {
            var rates = 0;
            foreach (var hz in player.RatesHz) rates |= 1 << MixRates.IndexOf(hz);
            return rates;
        }
    }

    /// <summary>One more frame, which fades out; the first reason stands.</summary>
    public void Stop(PlaybackEnd why)
    {
        StoppedBy ??= why;
        player.Stop();
    }

    /// <summary>No more frame.</summary>
    public void Cut(PlaybackEnd why)
    {
        StoppedBy ??= why;
        player.End();
    }

    /// <summary>Makes what carries it to its one listener. Allocates: never in a tick.</summary>
    /// <param name="heard">Index of the listener's rate.</param>
    public void Prepare(int heard)
    {
        if (_heard == heard) return;
        _heard = heard;
        for (var from = 0; from < MixRates.Count; from++)
            _bridges[from] = from != heard && (Rates & 1 << from) != 0 ? new RateBridge(from, heard) : null;
    }

    /// <summary>Adds its frame of this tick to what its listener hears.</summary>
    /// <param name="mix">At the rate that was prepared for; null while nothing is sent to the listener: the time passes all the same.</param>
    /// <param name="tick">One more at each.</param>
    /// <param name="scratch">Working space.</param>
    public void AddTo(Span<int> mix, long tick, MixScratch scratch)
    {
        var frame = player.Read(scratch.Played, out var rateHz);
        if (mix.IsEmpty) return;
        var rate = MixRates.IndexOf(rateHz);
        for (var from = 0; from < MixRates.Count; from++)
        {
            if (_bridges[from] is { } bridge && bridge.Carry(from == rate ? frame : [], tick, scratch) is { IsEmpty: false } carried) MixKernel.Add(mix, carried);
        }

        if (rate == _heard && !frame.IsEmpty) MixKernel.Add(mix, frame);
    }
}
