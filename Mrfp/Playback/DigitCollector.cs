namespace ImsConference.Mrfp.Playback;

/// <summary>Collects what somebody presses, until it is enough or too late. A function of keys and times.</summary>
public sealed class DigitCollector(DigitRules rules)
{
    private const long UsAMs = 1_000;

    private readonly char[] _digits = new char[rules.Most];
    private int _count;
    private bool _isTimed; // the prompt is over
    private long _startUs;
    private long _lastKeyUs;
    private bool _hasKey;

    /// <summary>Why it has ended.</summary>
    public DigitsEnd End { get; private set; }

    /// <summary>So far, without the terminator. They may be a PIN: not for logs.</summary>
    public ReadOnlySpan<char> Digits => _digits.AsSpan(0, _count);

    /// <summary>Patience runs from now on: the prompt is over, or there is none.</summary>
    public void StartTimes(long nowUs)
    {
        if (_isTimed) return;
        _isTimed = true;
        _startUs = nowUs;
        _lastKeyUs = Math.Max(_lastKeyUs, nowUs);
    }

    /// <summary>Takes a key that was pressed.</summary>
    public void Press(char key, long nowUs)
    {
        if (End != DigitsEnd.None) return;
        _hasKey = true;
        _lastKeyUs = nowUs;
        if (key == rules.Terminator)
        {
            End = DigitsEnd.Terminator;
            return;
        }

        _digits[_count++] = key;
        if (_count == rules.Most) End = DigitsEnd.Complete;
    }

    /// <summary>Looks whether patience is over; once a tick.</summary>
    /// <param name="nowUs">Now.</param>
    /// <param name="isKeyDown">A key is being pressed: it will count.</param>
    public void Look(long nowUs, bool isKeyDown)
    {
        if (End != DigitsEnd.None || !_isTimed) return;
        if (isKeyDown) _lastKeyUs = nowUs;
        else if (IsOver(_startUs, rules.OverallMs, nowUs)) GiveUp(DigitsEnd.OverallTimeout);
        else if (!_hasKey && IsOver(_lastKeyUs, rules.FirstMs, nowUs)) GiveUp(DigitsEnd.FirstTimeout);
        else if (_hasKey && IsOver(_lastKeyUs, rules.InterMs, nowUs)) GiveUp(DigitsEnd.InterTimeout);
    }

    /// <summary>Ends it, unless it has ended.</summary>
    public void Stop(DigitsEnd why)
    {
        if (End == DigitsEnd.None) End = why;
    }

    private static bool IsOver(long sinceUs, int patienceMs, long nowUs) => patienceMs > 0 && nowUs - sinceUs >= patienceMs * UsAMs;

    private void GiveUp(DigitsEnd why) => End = _count > 0 && _count >= rules.Least ? DigitsEnd.Complete : why;
}
