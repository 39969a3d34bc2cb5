namespace ImsConference.Engine.Codecs;

/// <summary>Background noise of one source, as its CN packets describe it (RFC 3389): white noise through an all-pole filter, added to what else is heard.</summary>
/// <remarks>It comes and goes within a few milliseconds, and follows a new level over a syllable's time, so that no packet is heard as a step.</remarks>
/// <param name="seed">Not 0; differs from one source to the next, or their noises would be one.</param>
public sealed class ComfortNoise(uint seed)
{
    /// <summary>Longest description that is used: the level and a filter of order 10 (G.711 Appendix II).</summary>
    public const int MostBytes = 1 + MostCoefficients;

    private const int MostCoefficients = 10;
    private const int LoudestDbov = -30; // what is louder is no comfort, or an attack on the ear
    private const float MostReflection = 0.99f; // nearer to 1 it rings on for seconds
    private const float Inaudible = 0.3f; // of the amplitude: rounds to zeros
    private const int FadeMs = 3; // time constants
    private const int FollowMs = 60;

    private readonly float[] _reflections = new float[MostCoefficients];
    private readonly float[] _delayed = new float[MostCoefficients]; // backward errors of the lattice
    private readonly byte[] _told = new byte[MostBytes];
    private int _toldBytes;
    private int _order;
    private uint _random = seed;
    private float _excitation; // brings what the filter makes of uniform noise in −1..1 to an RMS of 1
    private float _rms;
    private float _wanted;
    private int _constantMs = FadeMs;

    /// <summary>False while adding it would change nothing.</summary>
    public bool IsSounding => _rms > 0 || _wanted > 0;

    /// <summary>Sounds from now on as told.</summary>
    /// <param name="told">Payload of a CN packet (RFC 3389 §3.3): −dBov, then reflection coefficients, those beyond <see cref="MostBytes"/> ignored. The same again costs nothing.</param>
    public void Begin(ReadOnlySpan<byte> told)
    {
        told = told[..Math.Min(told.Length, MostBytes)];
        if (told.IsEmpty || (_wanted > 0 && told.SequenceEqual(_told.AsSpan(0, _toldBytes)))) return;

        told.CopyTo(_told);
        _toldBytes = told.Length;
        Shape(told[1..]);
        _constantMs = _rms == 0 ? FadeMs : FollowMs;
        _wanted = short.MaxValue * MathF.Pow(10, Math.Min(LoudestDbov, -(told[0] & 0x7F)) / 20f);
    }

    /// <summary>Fades from now on: somebody speaks again.</summary>
    public void End()
    {
        _wanted = 0;
        _constantMs = FadeMs;
    }

    /// <summary>Adds it to what is heard.</summary>
    /// <param name="pcm">N samples.</param>
    /// <param name="sampleRateHz">Of them.</param>
    public void AddTo(Span<short> pcm, int sampleRateHz)
    {
        if (!IsSounding) return;
        var step = 1000f / (_constantMs * sampleRateHz);
        foreach (ref var sample in pcm)
        {
            _rms += (_wanted - _rms) * step;
            sample = (short)Math.Clamp(sample + MathF.Round(_rms * Filter(_excitation * NextRandom())), short.MinValue, short.MaxValue);
        }

        if (_wanted == 0 && _rms < Inaudible) _rms = 0;
    }

    // RFC 3389 §3.2. The sign is that of G.729 Annex B, on which G.711 Appendix II rests: k1 = −r1/r0.
    private void Shape(ReadOnlySpan<byte> indices)
    {
        _order = indices.Length;
        var gain = 1f;
        for (var i = 0; i < _order; i++)
        {
            _reflections[i] = Math.Clamp(258f * (indices[i] - 127) / 32768, -MostReflection, MostReflection);
            gain *= 1 - _reflections[i] * _reflections[i];
        }

        _excitation = MathF.Sqrt(3 * gain);
    }

    // A lattice: stable for whatever was told.
    private float Filter(float value)
    {
        for (var i = _order - 1; i >= 0; i--)
        {
            value -= _reflections[i] * _delayed[i];
            if (i + 1 < _order) _delayed[i + 1] = _delayed[i] + _reflections[i] * value;
        }

        if (_order > 0) _delayed[0] = value;
        return value;
    }

    // Xorshift: uniform in −1..1.
    private float NextRandom()
    {
        _random ^= _random << 13;
        _random ^= _random >> 17;
        _random ^= _random << 5;
        return (int)_random * (1f / 2147483648f);
    }
}
