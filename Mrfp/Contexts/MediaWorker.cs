using System.Collections.Concurrent;
using ImsConference.Engine.Ports;
using ImsConference.Engine.Rtp;
using Microsoft.Extensions.Options;

namespace ImsConference.Mrfp.Contexts;

/// <summary>Owns contexts and all that is in them: runs the commands on them and ticks each every 20 ms. Shares nothing with other workers.</summary>
/// <remarks>
/// It has no thread of its own: a <see cref="MediaThread"/> calls <see cref="Turn"/>, or a test does. The contexts' ticks are
/// spread over the 20 ms, so that packets do not leave in one burst.
/// </remarks>
public sealed class MediaWorker : IDisposable
{
    private const int Slots = (int)(TickSlot.FrameUs / SlotUs);
    private const long SlotUs = 1_000;
    private const int MostCommandsATurn = 32; // a flood of them must not starve the ticks
    private const long LoadWindowUs = 1_000_000;

    private readonly ConcurrentQueue<IWorkItem> _posted = new();
    private readonly TickSlot[] _slots = new TickSlot[Slots];
    private readonly MixScratch _scratch = new();
    private readonly PacketWatch _watch = new();
    private readonly OpusEffort _effort;
    private readonly MediaClock _clock;
    private readonly ILogger<MediaWorker> _log;
    private volatile SharedPorts? _shared;
    private volatile bool _isStopped;
    private long _windowStartUs;
    private long _busyUs;
    private int _percent;
    private int _opusComplexity;
    private readonly TimeClasses _tickTimes = new();
    private readonly TimeClasses _tickDelays = new();
    private long _ticks;
    private long _overruns;
    private long _faults;
    private long _allocatedBytes;
    private int _weight;

    /// <param name="index">0.. among the workers.</param>
    /// <param name="clock">Of the media side.</param>
    /// <param name="media">How much it spends on what.</param>
    /// <param name="log">For contexts whose tick failed.</param>
    public MediaWorker(int index, MediaClock clock, IOptions<MediaOptions> media, ILogger<MediaWorker> log)
    {
        Index = index;
        _clock = clock;
        _log = log;
        _effort = new OpusEffort(media.Value.OpusComplexity, media.Value.OpusComplexityWhenBusy);
        var start = clock.NowUs;
        for (var slot = 0; slot < Slots; slot++) _slots[slot] = new TickSlot(start + slot * SlotUs);
        _windowStartUs = start;
        SpendOnOpus();
    }

    public int Index { get; }

    /// <summary>Called, on any thread, when a command was posted.</summary>
    public Action Posted { get; set; } = static () => { };

    /// <summary>Contexts and terminations here: what to place the next context by.</summary>
    public int Weight => Volatile.Read(ref _weight);

    /// <summary>Ports that its streams may share; null before the first wants one. Set once, from any thread.</summary>
    internal SharedPorts? Shared
    {
        get => _shared;
        set => _shared = value;
    }

    /// <summary>What it has done so far. From any thread.</summary>
    public WorkerLoad Load => new(
        Volatile.Read(ref _percent), Interlocked.Read(ref _ticks), Interlocked.Read(ref _overruns), Interlocked.Read(ref _faults),
        _tickTimes.Read(), _tickDelays.Read(), Interlocked.Read(ref _allocatedBytes), Volatile.Read(ref _opusComplexity),
        _shared?.UnknownPackets ?? 0, _shared?.KernelDrops ?? 0);

    /// <summary>Runs a command on the worker's thread.</summary>
    /// <param name="work">Touches the state of this worker's contexts.</param>
    /// <param name="stop">A command cancelled before its turn does nothing.</param>
    /// <exception cref="WorkerStoppedException">Through the task: the process is stopping.</exception>
    public Task<T> RunAsync<T>(Func<T> work, CancellationToken stop)
    {
        var item = new WorkItem<T>(work, stop);
        _posted.Enqueue(item);
        if (_isStopped) RefusePosted(); // it may have slipped in behind the last turn
        Posted();
        return item.Reply;
    }

    /// <summary>Does all that is due now: commands first, then one frame of each context whose time has come.</summary>
    /// <returns>When to call again, in microseconds of the media clock, unless <see cref="Posted"/> comes first.</returns>
    public long Turn()
    {
        var beganUs = _clock.NowUs;
        for (var left = MostCommandsATurn; left > 0 && _posted.TryDequeue(out var item); left--) item.Run();

        _watch.Look();
        _shared?.Receive();
        var nextUs = _posted.IsEmpty ? long.MaxValue : beganUs;
        var nowUs = _clock.NowUs;
        foreach (var slot in _slots)
        {
            if (slot.Contexts.Count == 0) continue;
            if (slot.RunUs <= nowUs) nowUs = Tick(slot, nowUs);
            nextUs = Math.Min(nextUs, slot.RunUs);
        }

        _shared?.Flush();
        MeasureLoad(beganUs, _clock.NowUs);
        return Math.Min(nextUs, _windowStartUs + LoadWindowUs);
    }

    /// <summary>Refuses every command from now on. Called on the worker's thread, after its last turn.</summary>
    public void Dispose()
    {
        _isStopped = true;
        RefusePosted();
        _watch.Dispose();
        _shared?.Dispose();
    }

    /// <summary>Notes that contexts or terminations come or go; when they are placed, so that several at once spread evenly.</summary>
    internal void Weigh(int more) => Interlocked.Add(ref _weight, more);

    /// <summary>Takes a context into the tick. On the worker's thread.</summary>
    internal void Start(MediaContext context)
    {
        var emptiest = _slots.MinBy(slot => slot.Contexts.Count)!;
        if (emptiest.Contexts.Count == 0) emptiest.Wake(_clock.NowUs);
        emptiest.Contexts.Add(context);
    }

    /// <summary>Watches ports that rarely have a packet, instead of asking each on every tick. On the worker's thread.</summary>
    internal void Watch(PortPair ports) => _watch.Watch(ports.Rtcp);

    /// <summary>Undoes <see cref="Watch"/>. On the worker's thread.</summary>
    internal void Unwatch(PortPair ports) => _watch.Remove(ports.Rtcp);

    /// <summary>Takes a context out of the tick. On the worker's thread.</summary>
    internal void Stop(MediaContext context)
    {
        foreach (var slot in _slots)
            if (slot.Contexts.Remove(context)) return;
    }

    /// <returns>When it was done.</returns>
    private long Tick(TickSlot slot, long nowUs)
    {
        var dueUs = slot.DueUs;
        var (skipped, isLate) = slot.Begin(nowUs);
        if (skipped > 0 || isLate) Interlocked.Add(ref _overruns, Math.Max(1, skipped));
        _scratch.BeginTick(nowUs, dueUs + skipped * TickSlot.FrameUs, skipped);
        for (var i = 0; i < slot.Contexts.Count; i++)
        {
            var context = slot.Contexts[i];
            if (i + 1 < slot.Contexts.Count) slot.Contexts[i + 1].Approach();
            try
            {
                context.Tick(_scratch);
                if (context.IsUnfit) context.Fit();
            }
            catch (Exception fault)
            {
                // One edge per context: the others go on. Logged for the first and then ever more rarely.
                if (long.IsPow2(Interlocked.Increment(ref _faults)))
                    _log.LogError(fault, "Tick failed: context={Context} worker={Worker} faults={Faults}", context.Id, Index, _faults);
            }
        }

        Interlocked.Increment(ref _ticks);
        _tickDelays.Count(nowUs - dueUs);
        var doneUs = _clock.NowUs;
        _tickTimes.Count(doneUs - nowUs);
        return doneUs;
    }

    private void MeasureLoad(long beganUs, long endedUs)
    {
        _busyUs += endedUs - beganUs;
        var window = endedUs - _windowStartUs;
        if (window < LoadWindowUs) return;

        Volatile.Write(ref _percent, (int)Math.Clamp(100 * _busyUs / window, 0, 100));
        Volatile.Write(ref _allocatedBytes, GC.GetAllocatedBytesForCurrentThread());
        _effort.Follow(_percent);
        SpendOnOpus();
        _busyUs = 0;
        _windowStartUs = endedUs;
    }

    private void SpendOnOpus()
    {
        _scratch.OpusComplexity = _effort.Complexity;
        Volatile.Write(ref _opusComplexity, _effort.Complexity);
    }

    private void RefusePosted()
    {
        while (_posted.TryDequeue(out var item)) item.Refuse();
    }
}
