using System.Threading.Channels;
using ImsConference.Protos.Mp;

namespace ImsConference.Mrfp.Control;

/// <summary>The events of one owner: numbered without a gap, handed to each of its subscribers through a bounded queue.</summary>
internal sealed class OwnerEvents(TimeProvider time, int queueLength)
{
    private readonly Lock _gate = new();
    private readonly List<Channel<Event>> _subscribers = [];
    private ulong _sequence;
    private long _seen = time.GetTimestamp();
    private bool _isCompleted;

    /// <summary>Since the owner last showed that it lives; zero while it listens.</summary>
    public TimeSpan Silence
    {
        get
        {
            lock (_gate) return _subscribers.Count > 0 ? TimeSpan.Zero : time.GetElapsedTime(_seen);
        }
    }

    /// <summary>Notes that the owner lives.</summary>
    public void Renew()
    {
        lock (_gate) _seen = time.GetTimestamp();
    }

    /// <summary>Opens a queue; <paramref name="first"/> stands in it, with the number of the last event before.</summary>
    public Channel<Event> Subscribe(Event first)
    {
        var queue = Channel.CreateBounded<Event>(new BoundedChannelOptions(queueLength) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (_gate)
        {
            first.Sequence = _sequence;
            queue.Writer.TryWrite(first);
            if (_isCompleted)
                queue.Writer.TryComplete();
            else
                _subscribers.Add(queue);
        }

        return queue;
    }

    public void Unsubscribe(Channel<Event> queue)
    {
        lock (_gate)
        {
            _subscribers.Remove(queue);
            _seen = time.GetTimestamp();
        }
    }

    /// <summary>Numbers an event and hands it to every subscriber; without one it is counted and gone.</summary>
    public void Publish(Event happened)
    {
        lock (_gate)
        {
            happened.Sequence = ++_sequence;
            foreach (var subscriber in _subscribers) subscriber.Writer.TryWrite(happened);
        }
    }

    /// <summary>Ends every subscription once it has read what is queued.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _isCompleted = true;
            foreach (var subscriber in _subscribers) subscriber.Writer.TryComplete();
        }
    }
}
