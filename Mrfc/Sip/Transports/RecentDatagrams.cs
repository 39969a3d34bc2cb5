using System.Net;

namespace ImsConference.Sip.Transports;

/// <summary>Who is to be told when ICMP says that a datagram did not arrive: the senders of the last ones, for as long as an answer
/// may take. Belongs to the loop.</summary>
internal sealed class RecentDatagrams(TimeProvider time)
{
    private const int Most = 1_024;
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(5);

    private readonly (IPEndPoint Remote, long SentAt, Action<Exception> Failed)?[] _ring = new (IPEndPoint, long, Action<Exception>)?[Most];
    private int _next;

    public void Add(IPEndPoint remote, Action<Exception>? failed)
    {
        if (failed is null) return;
        _ring[_next] = (remote, time.GetTimestamp(), failed);
        _next = (_next + 1) % Most;
    }

    /// <summary>Tells all that lately sent there, each once.</summary>
    /// <returns>How many were told.</returns>
    public int Fail(IPEndPoint remote, Exception why)
    {
        var told = 0;
        for (var i = 0; i < Most; i++)
        {
            if (_ring[i] is not { } sent || !sent.Remote.Equals(remote)) continue;
            _ring[i] = null;
            if (time.GetElapsedTime(sent.SentAt) > Memory) continue;
            told++;
            sent.Failed(why);
        }

        return told;
    }
}
