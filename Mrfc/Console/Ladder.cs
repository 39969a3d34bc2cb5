using System.Threading.Channels;
using ImsConference.Mrfc.Focus;
using ImsConference.Mrfc.Media;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Transports;

namespace ImsConference.Mrfc.Console;

/// <summary>Every SIP message and Mp command in the order they happened: the last ones kept, the coming ones told to whoever watches.</summary>
/// <remarks>Added to on the signalling loop, read by HTTP requests. What a step looks like is worked out only when somebody reads it.</remarks>
public sealed class Ladder(int kept, ConferenceUriTemplate template)
{
    private const int MostUnread = 10_000;

    private readonly Lock _gate = new();
    private readonly Queue<Func<LadderStep>> _steps = new();
    private readonly List<Channel<Func<LadderStep>>> _watchers = [];
    private long _lastSeq;
    private bool _isClosed;

    public void Add(TraceEntry entry) => Add(seq => ToStep(seq, entry));

    public void Add(MpTrace trace) =>
        Add(seq => new LadderStep(seq, trace.Time, "mp", trace.From, trace.To, trace.Label, "", ConferenceContext.TokenOf(trace.ContextId), trace.Text));

    /// <summary>The kept steps after a number, then each new one. A watcher that reads too slowly loses the oldest of what it has not read.</summary>
    /// <param name="after">0: all that is kept; null: only what comes.</param>
    /// <param name="stop">Ends the watch.</param>
    public async IAsyncEnumerable<LadderStep> WatchAsync(long? after, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        var mine = Channel.CreateBounded<Func<LadderStep>>(new BoundedChannelOptions(MostUnread) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (_gate)
        {
            if (after is { } seen)
            {
                var first = _lastSeq - _steps.Count + 1;
                foreach (var step in _steps.Skip((int)Math.Clamp(seen + 1 - first, 0, int.MaxValue))) mine.Writer.TryWrite(step);
            }

            _watchers.Add(mine);
            if (_isClosed) mine.Writer.TryComplete();
        }

        try
        {
            await foreach (var step in mine.Reader.ReadAllAsync(stop)) yield return step();
        }
        finally
        {
            lock (_gate) _watchers.Remove(mine);
        }
    }

    /// <summary>Ends every watch: the process stops.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            foreach (var watcher in _watchers) watcher.Writer.TryComplete();
        }
    }

    private void Add(Func<long, LadderStep> make)
    {
        lock (_gate)
        {
            var seq = ++_lastSeq;
            LadderStep Step() => make(seq);
            _steps.Enqueue(Step);
            while (_steps.Count > kept) _steps.Dequeue();
            foreach (var watcher in _watchers) watcher.Writer.TryWrite(Step);
        }
    }

    private LadderStep ToStep(long seq, TraceEntry entry)
    {
        var peer = entry.Hop.Remote.ToString();
        var (from, to) = entry.Outgoing ? ("mrfc", peer) : (peer, "mrfc");
        var message = entry.Message;
        return new LadderStep(
            seq, entry.Time, "sip", from, to, message.Label, message.CallId, ConferenceOf(message), entry.Text);
    }

    private string ConferenceOf(SipMessage message)
    {
        if (message.IsRequest && message.TryGetRequestUri(out var target) && template.TryMatch(target, out var token)) return token;
        foreach (var id in (ReadOnlySpan<HeaderId>)[HeaderId.Contact, HeaderId.From, HeaderId.To, HeaderId.ReferTo])
        {
            if (NameAddr.TryParse(message[id], out var address) && SipUri.TryParse(address.Uri, out var uri) && template.TryMatch(uri, out token)) return token;
        }

        return "";
    }
}
