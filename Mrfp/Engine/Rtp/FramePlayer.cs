using ImsConference.Engine.Codecs;

namespace ImsConference.Engine.Rtp;

/// <summary>Makes frames of PCM from what a <see cref="JitterBuffer"/> gives: decodes, conceals, follows the sender's clock.</summary>
/// <remarks>
/// A packet is decoded once, when playout first touches it; when it does not fit the frame, the rest waits in a buffer of its own. G.711
/// needs none, as any slice of it can be decoded.
/// </remarks>
internal sealed class FramePlayer(Func<AudioFormat, IAudioDecoder> makeDecoder, JitterBuffer jitter) : IDisposable
{
    private const int PullsBetweenAdjustments = 25; // half a second: at most 3 % faster or slower
    private const int LeastStretchMs = 10; // whatever is owed, or a period could not be chosen
    private const int SeamMs = 5;
    private const int MostMissed = 10; // after more its memory is of another sound
    private const int None = -1;

    private PayloadMap _payloads = PayloadMap.Empty;
    private IAudioDecoder[] _decoders = []; // by place in the map's formats
    private short[] _held = []; // a piece of which the frame took a part
    private short[] _before = []; // the end of the frame before, to be repeated
    private short[] _seam = []; // how what was heard before would have gone on
    private int _playing = None; // place of the decoder heard last
    private ComfortNoise? _noise; // where the peer may describe it
    private JitterKind _heldKind;
    private bool _isHeldNoise;
    private bool _hasToldNoise; // the present source
    private long _heldStart = long.MinValue;
    private int _rateHz;
    private int _seamLength;
    private int _seamLeft;
    private int _pullsToAdjust;
    private int _repeat; // so many samples of _before
    private bool _isNewSource;
    private int _missed; // frames skipped since the last one was made

    /// <summary>Frames made up wholly or in part, until the concealment has faded.</summary>
    public long FramesConcealed { get; private set; }

    /// <summary>Pieces of speech that went through a decoder: a frame or more each.</summary>
    public long PiecesDecoded { get; private set; }

    /// <inheritdoc cref="AudioReceiver.TellsNoise"/>
    /// <remarks>Whoever speaks AMR does so sooner or later (TS 26.093).</remarks>
    public bool TellsNoise => _hasToldNoise || (_playing != None && _payloads.Formats[_playing].Amr is not null);

    /// <summary>What the sender told of the last frame pulled.</summary>
    public AudioLevel? ToldLevel { get; private set; }

    /// <summary>Listens to G.711; null where nobody wants it.</summary>
    public DtmfDetector? Tones { get; set; }

    public IEnumerable<object> Parts => [_decoders, .. _decoders];

    private int SamplesAUnit => _rateHz / 1000 / jitter.UnitsAMs;

    /// <summary>The decoder of a payload type; null when it carries no audio.</summary>
    public IAudioDecoder? Decoder(byte payloadType) => _payloads.FormatOf(payloadType) is var place and >= 0 ? _decoders[place] : null;

    /// <summary>Makes the decoders; those of formats that stay are kept.</summary>
    /// <exception cref="NotSupportedException">A codec is not available; nothing is changed then.</exception>
    public void Negotiate(PayloadMap payloads)
    {
        var decoders = new IAudioDecoder[payloads.Formats.Count];
        var playing = None;
        for (var i = 0; i < decoders.Length; i++)
        {
            var place = _payloads.Formats.IndexOf(payloads.Formats[i]);
            decoders[i] = place >= 0 ? _decoders[place] : makeDecoder(payloads.Formats[i]);
            if (place >= 0 && place == _playing) playing = i;
        }

        foreach (var decoder in _decoders)
            if (!decoders.Contains(decoder)) decoder.Dispose();

        (_payloads, _decoders, _playing) = (payloads, decoders, playing);
        _noise = payloads.Has(PayloadKind.ComfortNoise) ? _noise ?? new ComfortNoise((uint)Random.Shared.Next(1, int.MaxValue)) : null;
        var rateHz = payloads.Formats.Select(format => format.SampleRateHz).DefaultIfEmpty().Max();
        _before = new short[rateHz / 1000 * TimeScaling.LongestMs];
        _repeat = 0;
        rateHz = payloads.Formats.Where(format => !IsSliced(format)).Select(format => format.SampleRateHz).DefaultIfEmpty().Max();
        _held = new short[rateHz / 1000 * AudioFormat.LongestPacketMs];
        _seam = new short[rateHz / 1000 * SeamMs];
        _heldStart = long.MinValue;
        _seamLeft = 0;
    }

    /// <summary>What comes next is of another source.</summary>
    public void ExpectNewSource()
    {
        _isNewSource = true;
        _hasToldNoise = false;
    }

    /// <inheritdoc cref="AudioReceiver.TryPeek"/>
    public bool TryPeek(out AudioLevel level)
    {
        var kind = jitter.Peek(out var payload, out var payloadType, out var told);
        level = told ?? AudioLevel.Silence;
        if (told.HasValue && Tones is null) return true; // tones are found by decoding only

        if (Tones is { IsSounding: true }) return false; // a digit ends by the silence behind it
        return kind switch
        {
            JitterKind.Silence => true,
            JitterKind.Speech => Decoder(payloadType)?.IsSilence(payload) != false,
            _ => _playing == None || _missed > 0 || _decoders[_playing].IsFaded,
        };
    }

    /// <summary>Makes the next frame.</summary>
    /// <param name="frame">20 ms.</param>
    /// <param name="rateHz">Of the frame.</param>
    public FrameKind Pull(Span<short> frame, int rateHz)
    {
        if (_rateHz != rateHz) _repeat = 0;
        _rateHz = rateHz;
        ToldLevel = null;
        if (_missed > 0) Refresh();

        var tally = _repeat > 0 ? Stretch(frame) : Fill(frame);
        if (tally.Heard == frame.Length && --_pullsToAdjust <= 0) Adjust(frame);
        else if (tally.Heard + tally.Concealed == 0) CutSilence();
        if (tally.Concealed > 0) FramesConcealed++;
        if (_playing != None && IsSliced(_playing)) Tones?.Listen(frame);
        if (tally.Heard > 0) return FrameKind.Heard;
        if (tally.Concealed + tally.Faded > 0) return FrameKind.Concealed;
        return tally.Noise > 0 ? FrameKind.Noise : FrameKind.Silent;
    }

    /// <summary>Lets the next frame's time pass.</summary>
    public void Skip()
    {
        _missed++;
        ToldLevel = null;
        var left = AudioFormat.FrameMs * jitter.UnitsAMs;
        _repeat = 0;
        if (jitter.Excess is var excess and > 0)
        {
            left += excess;
            jitter.NoteCut(excess);
        }
        else if (jitter.Shortage is var shortage and > 0)
        {
            left -= shortage;
            jitter.NoteStretched(shortage);
        }

        while (left > 0)
        {
            var segment = jitter.Pull(left, out var payload);
            left -= segment.Units;
            ToldLevel ??= segment.Level;
            if (segment.Kind == JitterKind.Speech) NoteSilence(Decoder(segment.PayloadType), payload);
            else _hasToldNoise |= segment.Kind == JitterKind.Silence && !payload.IsEmpty;
        }
    }

    public void Dispose()
    {
        foreach (var decoder in _decoders) decoder.Dispose();
    }

    private static bool IsSliced(AudioFormat format) => format.Codec is AudioCodec.Pcmu or AudioCodec.Pcma;

    private bool IsSliced(int place) => IsSliced(_payloads.Formats[place]);

    // A decoder that has missed a few frames goes on from there, nearer to the truth than from nothing; the voice comes in softly either way.
    private void Refresh()
    {
        var isStrange = _missed > MostMissed;
        _missed = 0;
        _heldStart = long.MinValue;
        if (_playing == None) return;
        if (isStrange) _decoders[_playing].Reset();
        FadeFrom(default);
    }

    private void NoteSilence(IAudioDecoder? decoder, ReadOnlySpan<byte> payload)
    {
        if (decoder?.IsSilence(payload) != true) return;
        jitter.NoteSilence();
        _hasToldNoise |= decoder.IsNoise(payload);
    }

    private Tally Fill(Span<short> frame)
    {
        var tally = default(Tally);
        while (tally.At < frame.Length)
        {
            var segment = jitter.Pull((frame.Length - tally.At) / SamplesAUnit, out var payload);
            if (segment.IsSpliced) Splice();

            var part = frame.Slice(tally.At, segment.Units * SamplesAUnit);
            if (segment.Kind == JitterKind.Speech && Decoder(segment.PayloadType) is not null)
                Speak(segment, payload, part, ref tally);
            else
                Bridge(segment, payload, part, ref tally);
            if (_seamLeft > 0) Blend(part);
            _noise?.AddTo(part, _rateHz);
            tally.At += part.Length;
        }

        return tally;
    }

    private void Speak(in JitterSegment segment, ReadOnlySpan<byte> payload, Span<short> part, ref Tally tally)
    {
        ToldLevel ??= segment.Level;
        Enter(_payloads.FormatOf(segment.PayloadType));
        var decoder = _decoders[_playing];
        _noise?.End();
        var isHeld = IsHeld(segment);
        if (!isHeld) _isHeldNoise = decoder.IsSilence(payload);
        if (_isHeldNoise)
        {
            jitter.NoteSilence();
            if (!isHeld && !decoder.IsNoise(payload))
            {
                Quieten(part, ref tally);
                return;
            }

            _hasToldNoise = true;
            tally.Noise += part.Length;
        }
        else
        {
            tally.Heard += part.Length;
        }

        if (!isHeld) PiecesDecoded++;
        if (segment.IsWhole)
            decoder.Decode(payload, part);
        else if (IsSliced(_playing))
            decoder.Decode(payload.Slice(segment.Offset, segment.Units), part);
        else
            TakePart(segment, payload, part);
    }

    private void TakePart(in JitterSegment segment, ReadOnlySpan<byte> payload, Span<short> part)
    {
        if (!IsHeld(segment))
        {
            _decoders[_playing].Decode(payload, _held);
            Hold(segment);
        }

        TakeHeld(segment, part);
    }

    private void Bridge(in JitterSegment segment, ReadOnlySpan<byte> payload, Span<short> part, ref Tally tally)
    {
        if (segment.Kind == JitterKind.Silence) DescribeNoise(payload, part.Length, ref tally);
        if (_playing == None)
        {
            part.Clear();
            return;
        }

        var decoder = _decoders[_playing];
        if (segment.Kind == JitterKind.Silence)
        {
            Quieten(part, ref tally);
            return;
        }

        if (!decoder.IsFaded) tally.Concealed += part.Length;
        var next = segment.Whole > 0 && _payloads.FormatOf(segment.PayloadType) == _playing ? payload : default;
        if (segment.Whole == 0 || segment.IsWhole || IsSliced(_playing))
        {
            decoder.Conceal(part, next);
            return;
        }

        if (!IsHeld(segment))
        {
            decoder.Conceal(_held.AsSpan(0, segment.Whole * SamplesAUnit), next);
            Hold(segment);
        }

        TakeHeld(segment, part);
    }

    private void Quieten(Span<short> part, ref Tally tally)
    {
        var decoder = _decoders[_playing];
        if (decoder.IsNoisy) tally.Noise += part.Length;
        else if (!decoder.IsFaded) tally.Faded += part.Length;
        decoder.Silence(part);
    }

    private void DescribeNoise(ReadOnlySpan<byte> told, int samples, ref Tally tally)
    {
        if (told.IsEmpty || _noise is null) return;
        _noise.Begin(told);
        _hasToldNoise = true;
        tally.Noise += samples;
    }

    private bool IsHeld(in JitterSegment segment) => _heldKind == segment.Kind && _heldStart == segment.Start;

    private void Hold(in JitterSegment segment) => (_heldKind, _heldStart) = (segment.Kind, segment.Start);

    private void TakeHeld(in JitterSegment segment, Span<short> part) => _held.AsSpan(segment.Offset * SamplesAUnit, part.Length).CopyTo(part);

    private void Splice()
    {
        _heldStart = long.MinValue;
        if (_playing != None)
        {
            if (_isNewSource && !IsSliced(_playing))
            {
                FadeFrom(_decoders[_playing]);
                _decoders[_playing].Reset();
            }
            else
                _decoders[_playing].Splice();
        }

        _isNewSource = false;
    }

    // The laws of G.711 may alternate at will; between other codecs there is a seam.
    private void Enter(int place)
    {
        if (place == _playing) return;
        var before = _playing;
        _playing = place;
        if (before == None || IsSliced(before) && IsSliced(place)) return;

        FadeFrom(_decoders[before].SampleRateHz == _rateHz ? _decoders[before] : null);
        _decoders[place].Reset();
    }

    // Null: from nothing.
    private void FadeFrom(IAudioDecoder? before)
    {
        _seamLength = _seamLeft = SeamMs * _rateHz / 1000;
        var seam = _seam.AsSpan(0, Math.Min(_seam.Length, _seamLength));
        if (before is null)
            seam.Clear();
        else
            before.Conceal(seam, default);
    }

    private void Blend(Span<short> part)
    {
        for (var i = 0; i < part.Length && _seamLeft > 0; i++, _seamLeft--)
        {
            var later = 1 - _seamLeft / (float)(_seamLength + 1);
            var at = _seamLength - _seamLeft;
            var earlier = at < _seam.Length ? _seam[at] : 0;
            part[i] = (short)MathF.Round(part[i] * later + earlier * (1 - later));
        }
    }

    // The buffer holds more than was needed for seconds: play this frame a little faster; or the next slower, before it runs dry.
    private void Adjust(Span<short> frame)
    {
        var isCut = jitter.Excess > 0;
        if (!isCut && jitter.Shortage == 0) return;

        _pullsToAdjust = PullsBetweenAdjustments;
        if (isCut)
        {
            Cut(frame);
            return;
        }

        var longest = Math.Max(jitter.Shortage, LeastStretchMs * jitter.UnitsAMs) * SamplesAUnit;
        _repeat = Whole(TimeScaling.FindLastPeriod(frame, longest, _rateHz));
        frame[^_repeat..].CopyTo(_before);
    }

    // Of a silence that packets tell, none hears how long it is.
    private void CutSilence()
    {
        var left = Math.Min(jitter.Excess, AudioFormat.FrameMs * jitter.UnitsAMs);
        while (left > 0 && jitter.Peek(out var payload, out var payloadType, out _) == JitterKind.Speech && Decoder(payloadType)?.IsSilence(payload) == true)
        {
            var cut = jitter.Pull(left, out _).Units;
            jitter.NoteSilence();
            jitter.NoteCut(cut);
            left -= cut;
        }
    }

    private void Cut(Span<short> frame)
    {
        var period = Whole(TimeScaling.FindFirstPeriod(frame, jitter.Excess * SamplesAUnit, _rateHz));
        if (period == 0) return;
        TimeScaling.Remove(frame, period, _rateHz);
        Fill(frame[^period..]);
        jitter.NoteCut(period / SamplesAUnit);
    }

    private Tally Stretch(Span<short> frame)
    {
        var tally = Fill(frame[_repeat..]);
        TimeScaling.Repeat(frame, _before.AsSpan(0, _repeat), _rateHz);
        jitter.NoteStretched(_repeat / SamplesAUnit);
        tally.Heard += _repeat;
        _repeat = 0;
        return tally;
    }

    private int Whole(int samples) => samples - samples % SamplesAUnit;

    /// <param name="At">Samples made.</param>
    /// <param name="Heard">Of them decoded.</param>
    /// <param name="Concealed">Of them made up.</param>
    /// <param name="Faded">Of them the end of what was heard before a silence.</param>
    /// <param name="Noise">Of them comfort noise, perhaps beside that end.</param>
    private record struct Tally(int At, int Heard, int Concealed, int Faded, int Noise);
}
