using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using ImsConference.Mrfc.Console.Api;
using ImsConference.Mrfc.Focus.News;

namespace ImsConference.Mrfc.Console.Events;

/// <summary>What happens, for whoever reads along: the last events are kept for those who come back, and who reads too slowly is let go.</summary>
/// <remarks>Hears on the signalling loop, which makes a copy and no more; read by HTTP requests.</remarks>
/// <param name="kept">Events kept.</param>
/// <param name="time">When the feed began: a number means nothing after a restart.</param>
/// <param name="mostUnread">Events that a reader may be behind.</param>
public sealed class EventFeed(int kept, TimeProvider time, int mostUnread = 1_000)
{
    private static readonly FeedNotice Gap = new("gap", "events were missed: list the conferences anew");
    private static readonly FeedNotice Overrun = new("overrun", "read too slowly: come back with Last-Event-ID");
    private static readonly string[] Words = [.. Enum.GetValues<ConferenceEventKind>().Select(ApiJson.WordOf)];

    private readonly Lock _gate = new();
    private readonly Queue<(long Seq, string? Conference, FeedItem Item)> _kept = new();
    private readonly List<Reader> _readers = [];
    private readonly string _epoch = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
    private long _lastSeq;
    private bool _isClosed;

    /// <summary>Takes an event.</summary>
    public void Hear(ConferenceEvent happened)
    {
        if (happened.Kind == ConferenceEventKind.ParticipantReleased) return; // of interest for charging only
        var view = EventView.Of(happened);
        lock (_gate)
        {
            var seq = ++_lastSeq;
            var item = new FeedItem($"{_epoch}-{seq}", Words[(int)happened.Kind], view);
            _kept.Enqueue((seq, view.Conference, item));
            while (_kept.Count > kept) _kept.Dequeue();
            for (var i = _readers.Count - 1; i >= 0; i--)
                if (_readers[i].Wants(view.Conference) && !_readers[i].Take(item)) _readers.RemoveAt(i);
        }
    }

    /// <summary>The events from now on, or those that came after one that the reader knows.</summary>
    /// <param name="conference">Id of the one conference that is of interest; null: all.</param>
    /// <param name="lastId">The last that the reader has seen (Last-Event-ID); null: it begins.</param>
    /// <param name="stop">Ends the watch.</param>
    public async IAsyncEnumerable<FeedItem> WatchAsync(string? conference, string? lastId, [EnumeratorCancellation] CancellationToken stop)
    {
        var mine = new Reader(conference, mostUnread);
        lock (_gate)
        {
            if (lastId is not null) Replay(mine, lastId);
            if (_isClosed) mine.Close();
            else _readers.Add(mine);
        }

        try
        {
            await foreach (var item in mine.Items.ReadAllAsync(stop)) yield return item;
            if (mine.IsTooSlow) yield return new FeedItem(null, Overrun.Type, Overrun);
        }
        finally
        {
            lock (_gate) _readers.Remove(mine);
        }
    }

    /// <summary>Ends every watch: the process stops.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            foreach (var reader in _readers) reader.Close();
            _readers.Clear();
        }
    }

    private void Replay(Reader reader, string lastId)
    {
        if (TryAfter(lastId, out var seen))
        {
            foreach (var (seq, conference, item) in _kept)
                if (seq > seen && reader.Wants(conference)) reader.Take(item);
        }
        else
        {
            reader.Take(new FeedItem(null, Gap.Type, Gap));
        }
    }

    // False when what came after it is not all kept, or it is of another life of this process.
    private bool TryAfter(string lastId, out long seen)
    {
        seen = 0;
        var dash = lastId.IndexOf('-', StringComparison.Ordinal);
        return dash > 0 && lastId[..dash] == _epoch
            && long.TryParse(lastId.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out seen)
            && seen >= _lastSeq - _kept.Count && seen <= _lastSeq;
    }

    private sealed class Reader(string? conference, int mostUnread)
    {
        private readonly Channel<FeedItem> _unread = Channel.CreateBounded<FeedItem>(mostUnread);

        public ChannelReader<FeedItem> Items => _unread.Reader;

        public bool IsTooSlow { get; private set; }

        public bool Wants(string? of) => conference is null || conference == of;

        /// <returns>False when it has no room: it is let go.</returns>
        public bool Take(FeedItem item)
        {
            if (_unread.Writer.TryWrite(item)) return true;
            IsTooSlow = true;
            Close();
            return false;
        }

        public void Close() => _unread.Writer.TryComplete();
    }
}
