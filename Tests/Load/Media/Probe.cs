namespace ImsConference.Tests.Load.Media;

/// <summary>A short sound in an otherwise quiet room, by which the delay is measured; then another one of somebody else.</summary>
/// <param name="random">For the pauses: no sound keeps step with the ticks of the mixer.</param>
/// <param name="size">Participants of the room.</param>
internal sealed class Probe(Random random, int size)
{
    private const int SoundPackets = 4;
    private const int FirstPauseMs = 1000; // what was said before has died away
    private const int PauseMs = 300;
    private const int MorePauseMs = 200;

    private long _notBefore = -1;
    private int _seat;
    private int _left;

    /// <summary>1.. of the present sound; 0 before the first.</summary>
    public int Number { get; private set; }

    /// <summary>When the packet was sent that began it, ns of Unix time.</summary>
    public long SentNs { get; private set; }

    /// <summary>Forgets; the next sound begins after a pause.</summary>
    public void Reset() => (_notBefore, _left) = (-1, 0);

    /// <summary>Asked at each packet of each participant: shall it carry the sound?</summary>
    /// <param name="seat">Of the participant.</param>
    /// <param name="nowMs">Of the load.</param>
    /// <param name="nowNs">Unix time.</param>
    public bool Sounds(int seat, long nowMs, long nowNs)
    {
        if (_notBefore < 0) _notBefore = nowMs + FirstPauseMs + random.Next(MorePauseMs);
        if (nowMs < _notBefore || seat != _seat) return false;
        if (_left == 0)
        {
            _left = SoundPackets;
            SentNs = nowNs;
            Number++;
            return true;
        }

        if (--_left > 0) return true;
        _seat = (_seat + 1) % size;
        _notBefore = nowMs + PauseMs + random.Next(MorePauseMs);
        return false;
    }
}
