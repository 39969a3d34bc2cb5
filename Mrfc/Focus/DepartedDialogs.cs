using ImsConference.Sip.Dialogs;

namespace ImsConference.Mrfc.Focus;

/// <summary>Sessions that ended a moment ago: who wants to replace one of these comes too late, and not by mistake (RFC 3891 §3).</summary>
/// <param name="time">Clock.</param>
public sealed class DepartedDialogs(TimeProvider time)
{
    private const int MostKept = 10_000;
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(32); // 64·T1: so long the INVITE may have been on its way

    private readonly Queue<(DialogId Dialog, long Ended)> _recent = new();

    public void Add(DialogId dialog)
    {
        while (_recent.TryPeek(out var oldest) && (_recent.Count >= MostKept || time.GetElapsedTime(oldest.Ended) >= KeptFor)) _recent.Dequeue();
        _recent.Enqueue((dialog, time.GetTimestamp()));
    }

    public bool Holds(SessionName name) => _recent.Any(departed => name.Fits(departed.Dialog) && time.GetElapsedTime(departed.Ended) < KeptFor);
}
