namespace ImsConference.Mrfp.Contexts;

/// <summary>Keys of one participant: those that nobody has asked for yet, and the collection that asks.</summary>
internal sealed class KeyInput
{
    private const int MostEarly = 16;

    private readonly char[] _early = new char[MostEarly];
    private int _earlyCount;

    /// <summary>Under way; null: none.</summary>
    public DigitCollection? Collection { get; private set; }

    /// <summary>The others shall not hear the participant.</summary>
    public bool IsMuting => Collection is { Mutes: true };

    /// <summary>Takes a key.</summary>
    /// <returns>False when nobody asks for it: it is remembered, and to be reported.</returns>
    public bool TryTake(char key, long nowUs)
    {
        if (Collection is { } collection)
        {
            collection.Press(key, nowUs);
            return true;
        }

        if (_earlyCount == MostEarly) _early.AsSpan(1).CopyTo(_early);
        else _earlyCount++;
        _early[_earlyCount - 1] = key;
        return false;
    }

    /// <summary>Asks for digits from now on; those pressed before count, or are forgotten.</summary>
    public void Ask(DigitCollection collection, bool keepsEarlier, long nowUs)
    {
        Collection = collection;
        for (var i = 0; keepsEarlier && i < _earlyCount; i++) collection.Press(_early[i], nowUs);
        _earlyCount = 0;
    }

    /// <summary>Asks no more.</summary>
    public void AskNoMore() => Collection = null;
}
