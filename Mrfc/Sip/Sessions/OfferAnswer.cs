using ImsConference.Sip.Sdp;
using static ImsConference.Sip.Sessions.OfferAnswerTable;

namespace ImsConference.Sip.Sessions;

/// <summary>Offer and answer of one dialog: what is in force, what is pending, and the o= line of what we send.</summary>
/// <param name="note">Hears what a peer's o= line does against the rules; it is tolerated.</param>
internal sealed class OfferAnswer(Action<string> note)
{
    private SessionDescription? _lastReceived;
    private SessionDescription? _lastSent;
    private SessionDescription? _pendingLocal;
    private SessionDescription? _pendingRemote;

    internal State State { get; private set; }

    internal bool IsPending => State != State.Stable;

    /// <summary>Ours in force.</summary>
    internal SessionDescription? Local { get; private set; }

    /// <summary>The peer's in force.</summary>
    internal SessionDescription? Remote { get; private set; }

    /// <summary>The peer's, in force or offered.</summary>
    internal SessionDescription? LatestRemote => _pendingRemote ?? Remote;

    internal bool HasAgreed => Local is not null && Remote is not null;

    /// <summary>Takes a turn without description, or looks what one would mean: a refusal changes nothing.</summary>
    internal Meaning Turn(Turn turn)
    {
        (State, var meaning) = Step(State, turn);
        if (meaning == Meaning.Rollback) (_pendingLocal, _pendingRemote) = (null, null);
        return meaning;
    }

    /// <summary>Sends a description.</summary>
    /// <returns>What to write: o= follows what was sent before (RFC 3264 §8).</returns>
    /// <exception cref="InvalidOperationException">Our own fault: no description may go in this message now.</exception>
    internal (SessionDescription Description, Meaning Meaning) Send(Turn turn, SessionDescription description)
    {
        var meaning = Turn(turn);
        if (meaning is not (Meaning.Offer or Meaning.Answer or Meaning.Preview)) throw new InvalidOperationException($"{turn} with SDP: {meaning}");

        _lastSent = _lastSent is null ? description : description.Following(_lastSent);
        if (meaning == Meaning.Offer) _pendingLocal = _lastSent;
        if (meaning == Meaning.Answer) Agree(_lastSent, _pendingRemote);
        return (_lastSent, meaning);
    }

    /// <summary>Receives a description, except one that <see cref="Breaks"/> the rules.</summary>
    internal Meaning Receive(Turn turn, SessionDescription description)
    {
        var meaning = Turn(turn);
        if (meaning is not (Meaning.Offer or Meaning.Answer)) return meaning;

        if (_lastReceived is { } last && description.OriginFaultAfter(last) is { } fault) note(fault);
        _lastReceived = description;
        if (meaning == Meaning.Offer) _pendingRemote = description;
        if (meaning == Meaning.Answer) Agree(_pendingLocal, description);
        return meaning;
    }

    /// <summary>True when an answer has other media lines than its offer, or a new offer fewer than before (RFC 3264 §6, §8).</summary>
    internal bool Breaks(SessionDescription received, bool isAnswer) => isAnswer
        ? _pendingLocal is { } offer && received.Media.Length != offer.Media.Length
        : Remote is { } before && received.Media.Length < before.Media.Length;

    /// <summary>The offer of an INVITE counts in each early dialog that it makes.</summary>
    internal void Adopt(State state, SessionDescription? sent) => (State, _pendingLocal, _lastSent) = (state, sent, sent);

    private void Agree(SessionDescription? local, SessionDescription? remote)
    {
        (Local, Remote) = (local, remote);
        (_pendingLocal, _pendingRemote) = (null, null);
    }
}
