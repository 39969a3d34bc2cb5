using ImsConference.Tests.Ue.Sounds;

namespace ImsConference.Tests.Ue.Hearing;

/// <summary>A stretch of what came by RTP, laid out by RTP timestamp: exactly what the network brought, before any jitter buffer mends it.</summary>
public sealed class AudioClip
{
    private const int SamplesPerMs = Pcm.RateHz / 1000;

    // A packet may come after its successors; three packets' patience before the end counts as reached.
    private const int Patience = 3 * Pcm.FrameSamples;

    private readonly short[] _samples;
    private readonly bool[] _covered;
    private uint _firstTimestamp;
    private uint _ssrc;
    private int _end;
    private bool _started;

    public AudioClip(TimeSpan duration)
    {
        _samples = new short[Pcm.Samples(duration)];
        _covered = new bool[(_samples.Length + SamplesPerMs - 1) / SamplesPerMs];
    }

    /// <summary>Missing stretches are zeros.</summary>
    public ReadOnlySpan<short> Samples => _samples;

    /// <summary>True when the timeline has passed the end: nothing will be added.</summary>
    public bool IsComplete => _end >= _samples.Length + Patience;

    /// <summary>Times that the sender began a new SSRC within the clip.</summary>
    public int SourceChanges { get; private set; }

    /// <summary>Milliseconds for which no packet came.</summary>
    public int MissingMs => _covered.Count(c => !c);

    public int LongestGapMs
    {
        get
        {
            int longest = 0, run = 0;
            foreach (var covered in _covered) longest = Math.Max(longest, run = covered ? 0 : run + 1);
            return longest;
        }
    }

    /// <summary>Lays a packet at its place. The first one starts the timeline; one from before it is left out.</summary>
    /// <param name="ssrc">Another one than before continues where the timeline stands: its timestamps start anew.</param>
    /// <param name="timestamp">RTP timestamp, 8 kHz.</param>
    /// <param name="samples">Decoded payload.</param>
    public void Add(uint ssrc, uint timestamp, ReadOnlySpan<short> samples)
    {
        if (!_started) (_started, _ssrc, _firstTimestamp) = (true, ssrc, timestamp);
        if (ssrc != _ssrc)
        {
            (_ssrc, _firstTimestamp) = (ssrc, timestamp - (uint)_end);
            SourceChanges++;
        }

        var at = (int)(timestamp - _firstTimestamp);
        if (at < 0) return;
        _end = Math.Max(_end, at + samples.Length);
        if (at >= _samples.Length) return;

        var taken = samples[..Math.Min(samples.Length, _samples.Length - at)];
        taken.CopyTo(_samples.AsSpan(at));
        _covered.AsSpan(at / SamplesPerMs, (taken.Length + SamplesPerMs - 1) / SamplesPerMs).Fill(true);
    }

    public WavFile ToWav() => new(Pcm.RateHz, 1, [.. _samples]);
}
