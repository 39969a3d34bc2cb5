using ImsConference.Engine.Codecs;

namespace ImsConference.Mrfp.Contexts;

/// <summary>A worker's working space for one tick of one context, used again for each: nothing in it outlives the tick.</summary>
internal sealed class MixScratch
{
    private const long PunctualUs = 1_000;
    private const int LongestPacketFrames = AudioFormat.LongestPacketMs / MixFormat.FrameMs;

    private readonly int[][] _sums = [.. Enumerable.Range(0, MixRates.Count).Select(rate => new int[MixRates.FrameSamples(rate)])];
    private readonly int[][] _mixes = [.. Enumerable.Range(0, MixRates.Count).Select(rate => new int[MixRates.FrameSamples(rate)])];
    private readonly int[] _rest = new int[MixRates.MostFrameSamples];
    private readonly int[] _own = new int[MixRates.MostFrameSamples];
    private readonly int[] _resampled = new int[MixRates.MostFrameSamples];
    private readonly short[] _heard = new short[MixRates.MostFrameSamples];

    /// <summary>One frame of something that is played.</summary>
    public short[] Played { get; } = new short[MixRates.MostFrameSamples];

    /// <summary>One datagram, in or out.</summary>
    public byte[] Packet { get; } = new byte[LongestPacketFrames * AudioFormat.MaxFrameBytes + 128];

    /// <summary>What goes into it.</summary>
    public byte[] Payload { get; } = new byte[LongestPacketFrames * AudioFormat.MaxFrameBytes];

    /// <summary>One coded frame.</summary>
    public byte[] Coded { get; } = new byte[AudioFormat.MaxFrameBytes];

    /// <summary>Who is heard in the present frame.</summary>
    public ContributorList Contributors { get; } = new();

    /// <summary>The same less one listener.</summary>
    public ContributorList Named { get; } = new();

    /// <summary>What encoders of Opus spend, 0..10; follows the worker's load.</summary>
    public int OpusComplexity { get; set; }

    /// <summary>Who is not near this loudness will not be heard soon; dBov.</summary>
    public double NeededDbov { get; set; }

    /// <summary>Nobody is chosen as a speaker of the context.</summary>
    public bool NobodySpeaks { get; set; }

    public long NowUs { get; private set; }

    /// <summary>When the frame should have been mixed: the moment that its timestamps stand for.</summary>
    public long DueUs { get; private set; }

    /// <summary>So late that more packets are found than should have been.</summary>
    public bool IsLate => NowUs - DueUs > PunctualUs;

    /// <summary>Frames left out before this one.</summary>
    public int SkippedFrames { get; private set; }

    /// <summary>Sum of those who speak at a rate; int32, not limited.</summary>
    public Span<int> Sum(int rate) => _sums[rate];

    /// <summary>Sum of all who speak, brought to a rate.</summary>
    public Span<int> Mix(int rate) => _mixes[rate];

    /// <summary>One listener's mix before it is limited.</summary>
    public Span<int> Rest(int rate) => _rest.AsSpan(0, MixRates.FrameSamples(rate));

    /// <summary>One speaker's frame, widened.</summary>
    public Span<int> Own(int rate) => _own.AsSpan(0, MixRates.FrameSamples(rate));

    /// <summary>Out of a resampler.</summary>
    public Span<int> Resampled(int rate) => _resampled.AsSpan(0, MixRates.FrameSamples(rate));

    /// <summary>One listener's mix, limited.</summary>
    public Span<short> Heard(int rate) => _heard.AsSpan(0, MixRates.FrameSamples(rate));

    public void BeginTick(long nowUs, long dueUs, int skippedFrames)
    {
        NowUs = nowUs;
        DueUs = dueUs;
        SkippedFrames = skippedFrames;
    }
}
