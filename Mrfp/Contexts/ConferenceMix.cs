using ImsConference.Engine.Codecs;

namespace ImsConference.Mrfp.Contexts;

/// <summary>What the members of a context hear: one mix, encoded once for each format, for all who listen; one less itself for each who speaks.</summary>
/// <remarks><see cref="Fit"/> makes everything that a tick needs; a tick makes nothing.</remarks>
/// <param name="codecs">Makes the encoders.</param>
/// <param name="rules">How much is shared.</param>
internal sealed class ConferenceMix(CodecLibrary codecs, MixRules rules)
{
    private readonly MixSums _sums = new();
    private readonly EncoderStock _stock = new(codecs);
    private readonly SharedMix?[] _mixes = new SharedMix?[MixRates.Count];
    private readonly List<SharedEncoding> _encodings = [];

    /// <summary>A listener has asked for another mode: <see cref="Fit"/> is to be called once the tick is over.</summary>
    public bool IsUnfit { get; private set; }

    /// <summary>Encoders here, in use or not; for tests that look for leaks.</summary>
    public int Encoders => _encodings.Count + _stock.Made;

    /// <summary>Makes and lets go of what these members need or need no more. Allocates: never in a tick.</summary>
    /// <param name="members">All of the context.</param>
    /// <param name="played">Rates of what is played to all, one bit each.</param>
    /// <param name="recordedRates">Rates that are recorded, one bit each.</param>
    public void Fit(IReadOnlyList<Termination> members, int played, int recordedRates)
    {
        IsUnfit = false;
        var spoken = played;
        var heard = recordedRates;
        for (var rate = 0; rate < MixRates.Count; rate++)
            if ((recordedRates & 1 << rate) != 0) Mix(rate);
        foreach (var member in members)
        {
            var stream = member.Audio;
            Attach(stream);
            spoken |= stream.Voice.SpokenRates;
            if (stream.Own.Shared is { } shared) heard |= 1 << shared.Mix.Rate;
        }

        _sums.Prepare(spoken, heard);
        DropUnused();
        foreach (var encoding in _encodings) Stock(encoding.Format, members);
    }

    /// <summary>A member leaves: it has no part in the mix any more.</summary>
    /// <param name="stream">The member.</param>
    /// <param name="isMoving">To another context: it takes an encoder along, so that its peer's decoder hears no other there.</param>
    public void Detach(AudioStream stream, bool isMoving)
    {
        var own = stream.Own;
        if (own.Shared is { } shared)
        {
            shared.Users--;
            if (isMoving) BeginApart(own, shared);
        }

        if (isMoving && own.Encoder is { Format.HasMemory: true }) _stock.GiveAway();
        else Release(own);
        own.Shared = null;
    }

    /// <summary>Starts a tick.</summary>
    public void Begin() => _sums.Begin();

    /// <summary>Adds one who speaks.</summary>
    public void Add(AudioStream stream, MixScratch scratch) => _sums.Add(stream.Voice.FrameRate, stream.Voice.Frame, scratch);

    /// <summary>Adds a sound that all hear.</summary>
    public void Add(int rate, ReadOnlySpan<short> frame, MixScratch scratch) => _sums.Add(rate, frame, scratch);

    /// <summary>The mix of all, limited, at a rate that <see cref="Fit"/> was told of.</summary>
    public ReadOnlySpan<short> Heard(int rate, MixScratch scratch) => Mix(rate).Heard(_sums, scratch);

    /// <summary>Sends one member what it hears.</summary>
    /// <param name="stream">The member.</param>
    /// <param name="scratch">Who speaks is in it.</param>
    public void Serve(AudioStream stream, MixScratch scratch)
    {
        var own = stream.Own;
        IsUnfit |= stream.WantsOtherMode;
        if (own.Shared is not { } shared || !stream.IsListening)
        {
            own.Pass(_sums, scratch);
            Release(own);
            stream.SendNothing();
        }
        else if (stream.Voice.Contributes || own.IsActive || own.IsPlaying || own.IsIsolated || !rules.ShareEncoding)
        {
            SendOwn(stream, shared, scratch);
        }
        else
        {
            SendShared(stream, shared, scratch);
        }
    }

    /// <summary>Lets go of every encoder. All members have been detached.</summary>
    public void Close()
    {
        DropUnused();
        _stock.Clear();
    }

    private void SendShared(AudioStream stream, SharedEncoding shared, MixScratch scratch) =>
        stream.Send(shared.Encode(_sums, scratch), scratch.Contributors, scratch);

    private void SendOwn(AudioStream stream, SharedEncoding shared, MixScratch scratch)
    {
        var own = stream.Own;
        if (!own.IsActive && !TryBegin(own, shared, scratch))
        {
            own.Pass(_sums, scratch);
            if (own.IsIsolated) stream.SendNothing();
            else SendShared(stream, shared, scratch);
            return;
        }

        var heard = own.Make(stream.Voice.Contributes ? stream.Voice.Frame : [], stream.Voice.FrameRate, _sums, scratch);
        if (!stream.Voice.Contributes && !own.IsPlaying && !own.IsIsolated && rules.ShareEncoding && HasMet(own, heard, shared, scratch))
        {
            Release(own);
            SendShared(stream, shared, scratch);
            return;
        }

        own.Encoder!.Complexity = scratch.OpusComplexity;
        var length = own.Encoder.Encode(heard, scratch.Coded);
        if (own.IsIsolated) scratch.Named.Clear();
        else scratch.Named.CopyWithout(scratch.Contributors, stream.PeerSsrc);
        stream.Send(scratch.Coded.AsSpan(0, length), scratch.Named, scratch);
    }

    // The shared encoder runs beside the own one meanwhile, or their states would never meet.
    private bool HasMet(OwnMix own, ReadOnlySpan<short> heard, SharedEncoding shared, MixScratch scratch)
    {
        shared.Encode(_sums, scratch);
        return own.HasMet(heard, shared.Mix.Heard(_sums, scratch));
    }

    private bool TryBegin(OwnMix own, SharedEncoding shared, MixScratch scratch)
    {
        var encoder = shared.Format.HasMemory ? _stock.TryTake(shared.Format) : shared.Encoder;
        if (encoder is null) return false; // more speak than ever should: see Stock
        shared.Mix.Heard(_sums, scratch);
        Begin(own, encoder, shared, isBetweenTicks: false);
        return true;
    }

    private static void Begin(OwnMix own, IAudioEncoder encoder, SharedEncoding shared, bool isBetweenTicks)
    {
        encoder.Mode = shared.Encoder.Mode;
        own.Begin(encoder, shared.Mix.Prime(encoder, isBetweenTicks));
    }

    private void Release(OwnMix own)
    {
        if (own.End() is { Format.HasMemory: true } encoder) _stock.Return(encoder);
    }

    private void Attach(AudioStream stream)
    {
        var own = stream.Own;
        var wanted = stream.Settings.SendFormat;
        if (own.Shared is null && own.IsActive) _stock.Adopt();
        if (own.Shared is { } before && (wanted is null || !before.Serves(wanted, stream.WantedMode))) Leave(stream, before);
        if (own.Shared is null && wanted is not null)
        {
            own.Shared = _encodings.Find(encoding => encoding.Serves(wanted, stream.WantedMode)) ?? Open(wanted, stream.WantedMode);
            own.Shared.Users++;
            if (own.Encoder is { } encoder) encoder.Mode = own.Shared.Encoder.Mode;
        }

        if (own.Shared is { } shared) own.Prepare(stream.Voice.SpokenRates, shared.Mix.Rate);
    }

    // To another mode of the same format by way of an encoder of its own, until that mode's shared one has met it; else it begins anew.
    private void Leave(AudioStream stream, SharedEncoding before)
    {
        before.Users--;
        stream.Own.Shared = null;
        if (!before.Format.Equals(stream.Settings.SendFormat))
            Release(stream.Own);
        else
            BeginApart(stream.Own, before);
    }

    private void BeginApart(OwnMix own, SharedEncoding before)
    {
        if (!own.IsActive && before.Format.HasMemory && _stock.TryTake(before.Format) is { } encoder)
            Begin(own, encoder, before, isBetweenTicks: true);
    }

    private SharedEncoding Open(AudioFormat format, int? mode)
    {
        var mix = Mix(MixRates.IndexOf(format.SampleRateHz));
        if (format.HasMemory) mix.Remember();
        var encoder = codecs.CreateEncoder(format);
        var preferred = format.Amr is { } amr ? AmrMode.Within(amr.ModeSet, encoder.Mode) : encoder.Mode;
        encoder.Mode = mode ?? preferred;
        var encoding = new SharedEncoding(mix, encoder, isPreferred: encoder.Mode == preferred);
        _encodings.Add(encoding);
        return encoding;
    }

    private SharedMix Mix(int rate) => _mixes[rate] ??= new SharedMix(rate);

    private void DropUnused()
    {
        for (var i = _encodings.Count - 1; i >= 0; i--)
        {
            if (_encodings[i].Users > 0) continue;
            _encodings[i].Encoder.Dispose();
            _encodings.RemoveAt(i);
        }

        _stock.Drop(format => !_encodings.Exists(encoding => encoding.Format.Equals(format)));
    }

    // Who speaks, who has just stopped, who hears something else than the others, and one that changes its mode: each needs one of its own.
    private void Stock(AudioFormat format, IReadOnlyList<Termination> members)
    {
        if (!format.HasMemory) return;
        var users = 0;
        var active = 0;
        var playing = 0;
        foreach (var member in members)
        {
            if (member.Audio.Own.Shared is not { } shared || !shared.Format.Equals(format)) continue;
            users++;
            if (member.Audio.Own.IsActive) active++;
            if (member.Audio.Own.IsPlaying || member.Audio.Own.IsIsolated) playing++;
        }

        var wanted = rules.ShareEncoding ? Math.Min(users, 2 * rules.Speakers + 1 + playing) : users;
        _stock.Fit(format, Math.Max(0, wanted - active));
    }
}
