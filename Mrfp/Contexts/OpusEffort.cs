namespace ImsConference.Mrfp.Contexts;

/// <summary>What Opus encoders may spend, by the load of their worker: down at once, up step by step.</summary>
/// <param name="most">Complexity while there is time enough.</param>
/// <param name="least">Complexity when the worker is busy.</param>
internal sealed class OpusEffort(int most, int least)
{
    private const int FreePercent = 50;
    private const int BusyPercent = 80;

    private int _saved;

    /// <summary>0..10.</summary>
    public int Complexity => most - _saved;

    /// <summary>Another second has passed.</summary>
    /// <param name="loadPercent">Of it spent working, 0..100.</param>
    public void Follow(int loadPercent)
    {
        var free = Math.Clamp(BusyPercent - loadPercent, 0, BusyPercent - FreePercent);
        var affordable = least + (most - least) * free / (BusyPercent - FreePercent);
        var complexity = affordable < Complexity ? affordable : Math.Min(affordable, Complexity + 1);
        _saved = most - complexity;
    }
}
