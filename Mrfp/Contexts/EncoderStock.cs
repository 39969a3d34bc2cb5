using ImsConference.Engine.Codecs;

namespace ImsConference.Mrfp.Contexts;

/// <summary>Encoders of a context that are ready to be used, so that none is made in a tick.</summary>
internal sealed class EncoderStock(CodecLibrary codecs)
{
    private readonly List<IAudioEncoder> _spare = [];
    private int _made;

    /// <summary>Encoders made and not yet disposed, in use ones included.</summary>
    public int Made => _made;

    /// <returns>Null when all are in use: <see cref="Fit"/> makes more.</returns>
    public IAudioEncoder? TryTake(AudioFormat format)
    {
        for (var i = _spare.Count - 1; i >= 0; i--)
        {
            var encoder = _spare[i];
            if (!encoder.Format.Equals(format)) continue;
            _spare[i] = _spare[^1];
            _spare.RemoveAt(_spare.Count - 1);
            return encoder;
        }

        return null;
    }

    /// <summary>Takes one back, as it is: whoever takes it next primes it.</summary>
    public void Return(IAudioEncoder encoder) => _spare.Add(encoder);

    /// <summary>One that was taken goes to another context for good.</summary>
    public void GiveAway() => _made--;

    /// <summary>One has come with its user from another context.</summary>
    public void Adopt() => _made++;

    /// <summary>Makes encoders, or lets go of some, until so many are spare. Not in a tick.</summary>
    public void Fit(AudioFormat format, int spare)
    {
        var here = _spare.Count(encoder => encoder.Format.Equals(format));
        for (; here < spare; here++)
        {
            _spare.Add(codecs.CreateEncoder(format));
            _made++;
        }

        for (; here > spare; here--)
        {
            TryTake(format)!.Dispose();
            _made--;
        }

        _spare.EnsureCapacity(_made); // so that nothing grows when they come back
    }

    /// <summary>Lets go of spare ones of formats that nobody uses any more. Not in a tick.</summary>
    public void Drop(Func<AudioFormat, bool> isUnused)
    {
        while (_spare.Find(encoder => isUnused(encoder.Format)) is { } unused) Fit(unused.Format, 0);
    }

    /// <summary>Disposes what is spare; all that was taken has been returned before.</summary>
    public void Clear()
    {
        foreach (var encoder in _spare) encoder.Dispose();
        _made -= _spare.Count;
        _spare.Clear();
    }
}
