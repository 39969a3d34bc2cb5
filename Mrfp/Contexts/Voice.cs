using System.Numerics;
using ImsConference.Engine.Mixing;
using ImsConference.Engine.Rtp;

namespace ImsConference.Mrfp.Contexts;

/// <summary>What one participant says: how loud it is, whether it belongs to the mix, and the frame of this tick where somebody will hear or record it.</summary>
/// <param name="receiver">Gives the frames.</param>
/// <param name="keys">What it is asked for meanwhile is nobody's to hear.</param>
/// <param name="phase">Differs from one participant to the next, so that not all are probed in one tick.</param>
internal sealed class Voice(AudioReceiver receiver, KeyInput keys, uint phase)
{
    private const int MostSkippedFrames = 500; // after 10 s nothing of what was buffered is left
    private const int FadeInPart = 4; // 5 ms: softer, and the first consonant suffers
    private const int FramesAProbe = 4;
    private const double NearDb = 3;

    private readonly List<StreamTap> _taps = [];
    private AudioSettings _settings = null!; // the stream applies them as it is made
    private short[] _frame = [];
    private bool _hasFrame; // of this tick; else its level was told, and it waits in the buffer
    private bool _belongs; // in the tick before
    private uint _unheard = phase; // frames in which it was far from being heard

    /// <summary>The frame of this tick, once <see cref="Contribute"/> has decided that it is wanted.</summary>
    public Span<short> Frame => _frame.AsSpan(0, MixRates.FrameSamples(FrameRate));

    /// <summary>Of <see cref="Frame"/>: index of its sample rate.</summary>
    public int FrameRate { get; private set; }

    /// <summary>Rates that <see cref="Frame"/> may have, one bit each.</summary>
    public int SpokenRates { get; private set; }

    /// <summary>How loud it is, and whether it belongs to the mix.</summary>
    public Talker Talker { get; } = new();

    /// <summary>Whether <see cref="Frame"/> is part of this tick's mix; the context decides.</summary>
    public bool Contributes { get; set; }

    /// <summary>Its packets are wanted, whether or not anybody hears them.</summary>
    public bool MayTalk => (_settings.Direction & StreamDirection.Receive) == StreamDirection.Receive;

    /// <summary>Others may hear it.</summary>
    public bool MayBeHeard => MayTalk && !_settings.IsMuted && !_settings.IsIsolated;

    public IEnumerable<object> Parts => [Talker, _frame, keys];

    /// <summary>Takes new settings; the receiver has taken theirs. Allocates.</summary>
    public void Apply(AudioSettings settings)
    {
        _settings = settings;
        SpokenRates = 1 << MixRates.IndexOf(receiver.SampleRateHz);
        foreach (var format in settings.ReceivePayloads.Formats) SpokenRates |= 1 << MixRates.IndexOf(format.SampleRateHz);
        var samples = MixRates.FrameSamples(BitOperations.Log2((uint)SpokenRates));
        if (_frame.Length != samples) _frame = new short[samples];
        FrameRate = MixRates.IndexOf(receiver.SampleRateHz);
    }

    /// <summary>What it says is recorded from now on.</summary>
    public void Add(StreamTap tap) => _taps.Add(tap);

    public void Remove(StreamTap tap) => _taps.Remove(tap);

    /// <summary>Learns how loud the present frame is: by what its packet tells, else by decoding it.</summary>
    public void Listen(MixScratch scratch)
    {
        for (var i = Math.Min(scratch.SkippedFrames, MostSkippedFrames); i > 0; i--) receiver.Skip();
        var isTold = receiver.TryPeek(out var told);
        _hasFrame = false;
        if (!MayBeHeard)
            ListenInVain();
        else if (!isTold)
            Talker.Hear(MeasureLevel(scratch));
        else if (_settings.SourceLevelTellsVoice)
            Talker.Hear(told.Dbov, told.IsVoice);
        else
            Talker.Hear(told.Dbov);
    }

    /// <summary>Decides whether <see cref="Frame"/> is part of this tick's mix, and makes its beginning and end soft.</summary>
    /// <remarks>
    /// What nobody will hear or record is not decoded, but that of one who is about to be heard, so that its decoder is ready. Whoever spoke last
    /// stays until somebody else speaks, if its source describes its silence: a quiet room sounds like a room, and not like a dead line.
    /// </remarks>
    public void Contribute(MixScratch scratch)
    {
        var before = Contributes && _belongs;
        var isWanted = Talker.IsSelected || (before && scratch.NobodySpeaks && receiver.TellsNoise);
        _belongs = isWanted && MayBeHeard && !keys.IsMuting; // voice activity outlasts the voice, and must not outlast a mute
        Contributes = before || _belongs;
        if (Contributes || Talker.IsContending || (_taps.Count > 0 && MayTalk))
        {
            if (!_hasFrame) Pull();
        }
        else if (!_hasFrame)
        {
            receiver.Skip();
        }

        foreach (var tap in _taps) tap.Write(MayTalk && !keys.IsMuting ? Frame : [], FrameRate, scratch); // a PIN is nobody's to hear
        if (!before && _belongs) MixKernel.FadeIn(Frame, Frame.Length / FadeInPart);
        else if (before && !_belongs) MixKernel.FadeOut(Frame);
    }

    /// <summary>It leaves the context, and is in no mix any more.</summary>
    public void Withdraw()
    {
        SpeakerSelector.Forget(Talker);
        Contributes = false;
    }

    // Of those who have no place in a full mix one frame in four is decoded: enough to see who grows louder, and nobody hears them.
    private byte MeasureLevel(MixScratch scratch)
    {
        var isNear = Contributes || Talker.IsContending || Talker.LoudnessDbov >= scratch.NeededDbov - NearDb || receiver.DetectsTones;
        if (!isNear && ++_unheard % FramesAProbe != 0) return Talker.Level;

        return Pull() is FrameKind.Silent or FrameKind.Noise ? LevelMeter.Silence : LevelMeter.Measure(Frame);
    }

    // Its keys may still be pressed, where they are tones in the speech.
    private void ListenInVain()
    {
        if (MayTalk && receiver.DetectsTones) Pull();
        Talker.Hear(LevelMeter.Silence);
    }

    private FrameKind Pull()
    {
        if (MixRates.Hz(FrameRate) != receiver.SampleRateHz) FrameRate = MixRates.IndexOf(receiver.SampleRateHz);
        _hasFrame = true;
        return receiver.Pull(Frame);
    }
}
