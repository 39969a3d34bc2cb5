using System.Collections.Concurrent;
using ImsConference.Protos.Mp;
using Microsoft.Extensions.Options;

namespace ImsConference.Mrfp.Control;

/// <summary>Hands events to the owners that they concern, and knows when each owner was last heard of.</summary>
public sealed class EventHub(StartId start, TimeProvider time, IOptions<MpOptions> options)
{
    private readonly ConcurrentDictionary<string, OwnerEvents> _owners = new(StringComparer.Ordinal);
    private volatile bool _isCompleted;

    /// <summary>Reads an owner's events from now on; ends when the MRFP stops.</summary>
    /// <param name="owner">Node id of an MRFC.</param>
    /// <param name="started">What this MRFP can do: the first event.</param>
    /// <param name="stop">The subscriber goes.</param>
    public async IAsyncEnumerable<Event> ReadAsync(
        string owner, Capabilities started, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        var events = Of(owner);
        var queue = events.Subscribe(Stamp(new Event { Started = new Started { Capabilities = started } }));
        try
        {
            await foreach (var happened in queue.Reader.ReadAllAsync(stop)) yield return happened;
        }
        finally
        {
            events.Unsubscribe(queue);
        }
    }

    /// <summary>Tells one owner.</summary>
    public void Publish(string owner, Event happened) => Of(owner).Publish(Stamp(happened));

    /// <summary>Tells every owner known.</summary>
    public void PublishToAll(Func<Event> happened)
    {
        foreach (var events in _owners.Values) events.Publish(Stamp(happened()));
    }

    /// <summary>The owner lives: its contexts' leases begin anew.</summary>
    public void Renew(string owner) => Of(owner).Renew();

    /// <summary>How long nothing was heard of an owner; zero while it reads its events.</summary>
    public TimeSpan Silence(string owner) => Of(owner).Silence;

    /// <summary>Ends every subscription.</summary>
    public void Complete()
    {
        _isCompleted = true;
        foreach (var events in _owners.Values) events.Complete();
    }

    private OwnerEvents Of(string owner)
    {
        var events = _owners.GetOrAdd(owner, static (_, it) => new OwnerEvents(it.time, it.Length), (time, Length: options.Value.EventQueue));
        if (_isCompleted) events.Complete();
        return events;
    }

    private Event Stamp(Event happened)
    {
        happened.StartId = start.Value;
        happened.UnixTimeMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        return happened;
    }
}
