namespace ImsConference.Mrfc.Focus.Admission;

/// <summary>The PINs that this node knows, and how often each caller was wrong. On the signalling loop.</summary>
/// <param name="pinOf">The PIN for a question; empty: there is none.</param>
/// <param name="time">The clock of lockouts.</param>
/// <param name="log">One line for each lockout; never a digit.</param>
public sealed class PinBook(Func<PinQuestion, string> pinOf, TimeProvider time, ILogger<PinBook> log) : IPinServer
{
    /// <summary>Wrong tries of one caller at one conference; then it is locked out.</summary>
    public const int MostWrongOfCaller = 9;

    /// <summary>Wrong tries of all callers at one conference, for who is not believed can have any name; then all are locked out.</summary>
    public const int MostWrongOfConference = 90;

    /// <summary>Time from the first wrong try until all are forgotten.</summary>
    public static readonly TimeSpan Lockout = TimeSpan.FromMinutes(15);

    private readonly Dictionary<(string Conference, string Caller), Tries> _wrong = [];

    public Task<PinVerdict> CheckAsync(PinQuestion question, PinProof? proof) => Task.FromResult(Check(question, proof));

    private PinVerdict Check(PinQuestion question, PinProof? proof)
    {
        var pin = pinOf(question);
        if (pin.Length == 0) return PinVerdict.NotNeeded;

        ForgetOld();
        var (own, all) = ((question.Conference, question.Caller), (question.Conference, ""));
        if (CountOf(own) >= MostWrongOfCaller || CountOf(all) >= MostWrongOfConference) return PinVerdict.LockedOut;
        if (proof is null) return PinVerdict.Needed;
        if (proof.Fits(pin, question))
        {
            _wrong.Remove(own);
            return PinVerdict.Granted;
        }

        if (Count(all) == MostWrongOfConference) log.LogWarning("Wrong PINs have locked {Conference} for all callers", question.Conference);
        if (Count(own) == MostWrongOfCaller) log.LogWarning("Wrong PINs have locked {Caller} out of {Conference}", question.Caller, question.Conference);
        return PinVerdict.Wrong;
    }

    private int CountOf((string Conference, string Caller) who) => _wrong.TryGetValue(who, out var tries) ? tries.Count : 0;

    private int Count((string Conference, string Caller) who)
    {
        var count = CountOf(who) + 1;
        _wrong[who] = count == 1 ? new Tries(1, time.GetUtcNow()) : _wrong[who] with { Count = count };
        return count;
    }

    private void ForgetOld()
    {
        var old = time.GetUtcNow() - Lockout;
        foreach (var (who, tries) in _wrong)
            if (tries.First <= old) _wrong.Remove(who);
    }

    private readonly record struct Tries(int Count, DateTimeOffset First);
}
