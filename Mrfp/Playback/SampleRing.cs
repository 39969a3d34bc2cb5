namespace ImsConference.Mrfp.Playback;

/// <summary>A bounded queue of samples from one thread to one other, without locks.</summary>
/// <param name="capacity">Samples; a power of two.</param>
public sealed class SampleRing(int capacity)
{
    private readonly short[] _samples = GC.AllocateUninitializedArray<short>(capacity);
    private long _written;
    private long _read;

    /// <summary>Writer's side: takes all or nothing.</summary>
    /// <returns>False when there is no room.</returns>
    public bool TryWrite(ReadOnlySpan<short> samples)
    {
        var written = _written;
        if (_samples.Length - (written - Volatile.Read(ref _read)) < samples.Length) return false;

        var at = (int)(written & (_samples.Length - 1));
        var first = Math.Min(samples.Length, _samples.Length - at);
        samples[..first].CopyTo(_samples.AsSpan(at));
        samples[first..].CopyTo(_samples);
        Volatile.Write(ref _written, written + samples.Length);
        return true;
    }

    /// <summary>Reader's side: what lies there in one piece; empty when there is nothing.</summary>
    public ReadOnlySpan<short> Peek()
    {
        var available = Volatile.Read(ref _written) - _read;
        var at = (int)(_read & (_samples.Length - 1));
        return _samples.AsSpan(at, (int)Math.Min(available, _samples.Length - at));
    }

    /// <summary>Reader's side: frees what was read.</summary>
    public void Advance(int samples) => Volatile.Write(ref _read, _read + samples);
}
