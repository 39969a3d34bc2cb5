namespace ImsConference.Engine.Codecs;

/// <summary>AMR by opencore-amrnb, AMR-WB by opencore-amrwb, from either payload format of RFC 4867.</summary>
/// <remarks>
/// A lost frame is the last one again. The libraries' own answer to a missing frame turns the sound down by up to 20 dB, and it takes them
/// 100 ms to come back.
/// </remarks>
internal sealed class AmrDecoder : FrameDecoder
{
    private const int StoredBytes = 64; // the longest frame of either, and what the libraries may read past a shorter one

    private readonly bool _isWide;
    private readonly bool _isAligned;
    private readonly AmrDecoderHandle _decoder;
    private readonly byte[] _arrived = new byte[StoredBytes];
    private readonly byte[] _last = new byte[StoredBytes]; // that was good
    private bool _isResting; // SID came after the last speech

    /// <param name="format">Of AMR or AMR-WB.</param>
    public AmrDecoder(AudioFormat format)
        : base(format.SampleRateHz)
    {
        _isWide = format.Codec == AudioCodec.AmrWb;
        _isAligned = format.Amr!.IsOctetAligned;
        _decoder = new AmrDecoderHandle(_isWide);
        _last[0] = AmrFrameType.Head(AmrFrameType.NoData);
    }

    public override bool IsNoisy => _isResting;

    public override int Measure(ReadOnlySpan<byte> payload) => TryParse(payload, out var parsed) ? parsed.Count * FrameSamples : 0;

    public override bool IsSilence(ReadOnlySpan<byte> payload) => TryParse(payload, out var parsed) && parsed.IsSilence;

    /// <remarks>No data behind speech is a gap, of which the libraries make a loss.</remarks>
    public override bool IsNoise(ReadOnlySpan<byte> payload) => TryParse(payload, out var parsed) && parsed.IsSilence && (_isResting || parsed.HasSid);

    public override bool TryReadModeRequest(ReadOnlySpan<byte> payload, out int mode)
    {
        mode = AmrMode.NoRequest;
        if (!TryParse(payload, out var parsed)) return false;
        mode = parsed.ModeRequest;
        return mode == AmrMode.NoRequest || mode < (_isWide ? AmrMode.WidebandCount : AmrMode.NarrowbandCount);
    }

    protected override int Expand(ReadOnlySpan<byte> payload, Span<short> pcm)
    {
        if (!TryParse(payload, out var parsed)) return 0;
        for (var i = 0; i < parsed.Count; i++)
        {
            parsed.Next(_arrived);
            if (AmrFrameType.IsGood(_arrived[0])) Keep();
            DecodeLast(pcm.Slice(i * FrameSamples, FrameSamples));
        }

        return parsed.Count * FrameSamples;
    }

    protected override void Lose(Span<short> frame) => DecodeLast(frame);

    protected override void Rest(Span<short> frame)
    {
        _last[0] = AmrFrameType.Head(AmrFrameType.NoData);
        DecodeLast(frame);
    }

    protected override void Restart()
    {
        _decoder.Renew();
        _last[0] = AmrFrameType.Head(AmrFrameType.NoData);
        _isResting = false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _decoder.Dispose();
    }

    private bool TryParse(ReadOnlySpan<byte> payload, out AmrPayload parsed) => AmrPayload.TryParse(payload, _isAligned, _isWide, out parsed);

    private void Keep()
    {
        _arrived.CopyTo(_last, 0);
        var type = AmrFrameType.Of(_arrived[0]);
        if (type != AmrFrameType.NoData) _isResting = AmrFrameType.IsSilence(type, _isWide);
    }

    private void DecodeLast(Span<short> frame)
    {
        if (_isWide) AmrNative.DecodeWide(_decoder, _last, frame, isBad: 0);
        else AmrNative.Decode(_decoder, _last, frame, isBad: 0);
    }
}
