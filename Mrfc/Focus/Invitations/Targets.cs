using ImsConference.Sip.Messages;

namespace ImsConference.Mrfc.Focus.Invitations;

/// <summary>Where one call may still go: each place once, and not too many (RFC 3261 §8.1.3.4).</summary>
/// <param name="first">Where it went first.</param>
public sealed class Targets(SipUri first)
{
    private const int Most = 5;

    private readonly HashSet<SipUri> _seen = [first];
    private readonly Queue<SipUri> _waiting = [];

    /// <summary>Takes the Contacts of a 3xx in, the one liked best first.</summary>
    /// <param name="redirect">The response.</param>
    /// <param name="isOurselves">Of a URI that leads back to the caller.</param>
    public void Take(SipMessage redirect, Predicate<SipUri> isOurselves)
    {
        var found = new List<(SipUri Uri, double Liking)>();
        foreach (var value in redirect.Values(HeaderId.Contact))
        {
            if (NameAddr.TryParse(value, out var contact) && contact.TryGetUri(out var uri) && uri.IsSip) found.Add((uri.WithoutHeaders(), LikingOf(contact)));
        }

        foreach (var (uri, _) in found.OrderByDescending(target => target.Liking))
        {
            if (_seen.Count <= Most && !isOurselves(uri) && _seen.Add(uri)) _waiting.Enqueue(uri);
        }
    }

    /// <returns>False when there is none left.</returns>
    public bool TryNext(out SipUri next) => _waiting.TryDequeue(out next!);

    private static double LikingOf(NameAddr contact) => contact.TryGetParameter("q"u8, out var q)
        && System.Buffers.Text.Utf8Parser.TryParse(q, out double liking, out var used) && used == q.Length ? liking : 1;
}
