namespace ImsConference.Engine.Mixing;

/// <summary>Chooses who is mixed: of those who speak the loudest N, without flutter between equals.</summary>
/// <remarks>
/// A speaker has a free place at once. When all are taken, it must be louder than the weakest in the mix by <see cref="MarginDb"/>
/// for <see cref="AttackFrames"/>, so that a cough displaces nobody; and whoever was chosen stays for <see cref="HoldFrames"/>.
/// Who stops speaking gives its place up when its voice activity says so, 300 ms after the last sound.
/// </remarks>
/// <param name="most">Places in the mix, at least 1.</param>
public sealed class SpeakerSelector(int most)
{
    /// <summary>So much louder than the weakest in the mix.</summary>
    public const double MarginDb = 6;

    /// <summary>For so long, in frames of 20 ms.</summary>
    public const int AttackFrames = 5;

    /// <summary>Nobody is displaced sooner after it was chosen, in frames of 20 ms.</summary>
    public const int HoldFrames = 25;

    /// <summary>As loud as one has to be to displace another, dBov; below everything while there are free places.</summary>
    public double NeededDbov { get; private set; } = double.NegativeInfinity;

    /// <summary>Decides for the present tick; <see cref="Talker.IsSelected"/> tells.</summary>
    /// <param name="talkers">All participants, each having been told its level.</param>
    /// <returns>How many are in the mix.</returns>
    public int Select(ReadOnlySpan<Talker> talkers)
    {
        var (selected, contenders) = Release(talkers);
        while (selected < most && contenders > 0 && Loudest(talkers, contendedFrames: 0) is { } next)
        {
            next.Select();
            selected++;
            contenders--;
        }

        var weakest = selected < most ? null : Weakest(talkers);
        NeededDbov = weakest is null ? double.NegativeInfinity : weakest.LoudnessDbov + MarginDb;
        if (weakest is not null && contenders > 0) Displace(talkers, weakest);
        return selected;
    }

    /// <summary>Someone has left the conference, or goes to another one.</summary>
    public static void Forget(Talker talker)
    {
        talker.Deselect();
        talker.Withdraw();
    }

    private static (int Selected, int Contenders) Release(ReadOnlySpan<Talker> talkers)
    {
        var selected = 0;
        var contenders = 0;
        foreach (var talker in talkers)
        {
            if (!talker.IsSpeaking)
            {
                if (talker.IsSelected) talker.Deselect();
                talker.Withdraw();
            }
            else if (talker.IsSelected)
            {
                talker.Stay();
                selected++;
            }
            else
            {
                contenders++;
            }
        }

        return (selected, contenders);
    }

    private void Displace(ReadOnlySpan<Talker> talkers, Talker weakest)
    {
        foreach (var talker in talkers)
            if (talker is { IsSpeaking: true, IsSelected: false }) talker.Contend(-talker.Level >= NeededDbov, AttackFrames);

        if (weakest.SelectedFrames < HoldFrames || Loudest(talkers, AttackFrames) is not { } next) return;
        weakest.Deselect();
        next.Select();
    }

    private static Talker? Loudest(ReadOnlySpan<Talker> talkers, int contendedFrames)
    {
        Talker? loudest = null;
        foreach (var talker in talkers)
        {
            if (talker.IsSelected || !talker.IsSpeaking || talker.ContendedFrames < contendedFrames) continue;
            if (loudest is null || talker.LoudnessDbov > loudest.LoudnessDbov) loudest = talker;
        }

        return loudest;
    }

    private static Talker? Weakest(ReadOnlySpan<Talker> talkers)
    {
        Talker? weakest = null;
        foreach (var talker in talkers)
            if (talker.IsSelected && (weakest is null || talker.LoudnessDbov < weakest.LoudnessDbov)) weakest = talker;
        return weakest;
    }
}
