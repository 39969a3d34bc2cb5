using ImsConference.Engine.Codecs;
using ImsConference.Engine.Mixing;

namespace ImsConference.Mrfp.Contexts;

/// <summary>What one participant hears while it speaks, and for a moment after: everybody less itself.</summary>
/// <remarks>
/// An encoder with a memory goes on until its input has been that of the shared one for so long that their states have met;
/// then the peer's decoder does not notice that it hears another. At the other end a fresh one is primed with what was shared last.
/// </remarks>
internal sealed class OwnMix : IDisposable
{
    private const int MeetingFrames = 20; // 400 ms

    private readonly Limiter _limiter = new();
    private RateBridge?[]? _bridges; // by the rate spoken at, to the rate listened at; null where they are one
    private (int Spoken, int Heard) _prepared;
    private SharedEncoding? _shared;
    private int _equalFrames;
    private OwnSounds? _sounds; // made when something is played to this one for the first time

    /// <summary>Where the participant listens when it does not speak; null while nothing is to be sent to it.</summary>
    public SharedEncoding? Shared
    {
        get => _shared;
        set => (_shared, _equalFrames) = (value, 0);
    }

    /// <summary>Encodes for this participant alone; null while it hears the shared mix. Of a format without memory it is the shared one's.</summary>
    public IAudioEncoder? Encoder { get; private set; }

    public bool IsActive => Encoder is not null;

    /// <summary>It hears nothing of the mix, only what is played to it.</summary>
    public bool IsIsolated { get; set; }

    /// <summary>It hears something that the others do not.</summary>
    public bool IsPlaying => _sounds is { IsPlaying: true };

    /// <summary>What is played to this participant only.</summary>
    public IReadOnlyList<ContextPlayback> Playing => _sounds?.Playing ?? [];

    /// <summary>Makes what is needed between the rates a participant may speak at and the one it listens at. Allocates.</summary>
    public void Prepare(int spoken, int heard)
    {
        _sounds?.Prepare(heard);
        if (_prepared == (spoken, heard)) return;
        _prepared = (spoken, heard);
        _bridges = null;
        for (var from = 0; from < MixRates.Count; from++)
            if (from != heard && (spoken & 1 << from) != 0)
                (_bridges ??= new RateBridge?[MixRates.Count])[from] = new RateBridge(from, heard);
    }

    /// <summary>Plays something to this participant. Allocates; <see cref="Prepare"/> follows.</summary>
    public void Play(ContextPlayback playback) => (_sounds ??= new OwnSounds()).Add(playback);

    /// <summary>One has ended.</summary>
    public void Forget(ContextPlayback playback) => _sounds?.Remove(playback);

    /// <summary>Lets a tick pass in which nothing is sent.</summary>
    public void Pass(MixSums sums, MixScratch scratch) => _sounds?.Pass(sums.Tick, scratch);

    /// <summary>Goes on with an encoder of its own from where the shared mix was before this tick.</summary>
    /// <param name="encoder">Of the same format.</param>
    /// <param name="gain">Of the shared limiter then.</param>
    public void Begin(IAudioEncoder encoder, float gain)
    {
        _limiter.Gain = gain;
        _equalFrames = 0;
        Encoder = encoder;
    }

    /// <summary>Hears the shared mix from now on.</summary>
    /// <returns>The encoder that is free now.</returns>
    public IAudioEncoder? End()
    {
        var encoder = Encoder;
        Encoder = null;
        return encoder;
    }

    /// <summary>Lets go of an encoder that it had with it between two contexts, and will not use any more.</summary>
    public void Dispose()
    {
        if (End() is { Format.HasMemory: true } encoder) encoder.Dispose();
    }

    /// <summary>Everybody less this one, and what is played to it, limited.</summary>
    /// <param name="own">Its part in the sum; empty when it has none.</param>
    /// <param name="rate">Of <paramref name="own"/>, by index.</param>
    /// <param name="sums">Of this tick.</param>
    /// <param name="scratch">Working space; the result is in it.</param>
    public ReadOnlySpan<short> Make(ReadOnlySpan<short> own, int rate, MixSums sums, MixScratch scratch)
    {
        var to = Shared!.Mix.Rate;
        var rest = scratch.Rest(to);
        if (!own.IsEmpty && rate == to)
            MixKernel.Subtract(sums.At(to, scratch), own, rest);
        else
            sums.At(to, scratch).CopyTo(rest);

        if (_bridges is not null) TakeOut(own, rate, rest, sums, scratch);
        if (IsIsolated) rest.Clear();
        if (IsPlaying) _sounds!.AddTo(rest, sums.Tick, scratch);
        var heard = scratch.Heard(to);
        _limiter.Apply(rest, heard);
        return heard;
    }

    /// <summary>Notes whether both hear the same in this tick.</summary>
    /// <returns>True when this one can go over to the shared mix.</returns>
    public bool HasMet(ReadOnlySpan<short> heard, ReadOnlySpan<short> shared)
    {
        _equalFrames = heard.SequenceEqual(shared) ? _equalFrames + 1 : 0;
        return _equalFrames >= (Encoder!.Format.HasMemory ? MeetingFrames : 1);
    }

    // The part that came in at another rate, and what is still under way of it.
    private void TakeOut(ReadOnlySpan<short> own, int rate, Span<int> rest, MixSums sums, MixScratch scratch)
    {
        for (var from = 0; from < MixRates.Count; from++)
        {
            if (_bridges![from] is { } bridge && bridge.Carry(from == rate ? own : [], sums.Tick, scratch) is { IsEmpty: false } carried)
                MixKernel.Subtract(rest, carried, rest);
        }
    }
}
