using ImsConference.Engine.Rtp;

namespace ImsConference.Mrfp.Contexts;

/// <summary>A worker's working space for one tick of one context, used again for each: nothing in it outlives the tick.</summary>
internal sealed class MixScratch
{
    public int[] Sum { get; } = new int[MixFormat.FrameSamples];
    public int[] Rest { get; } = new int[MixFormat.FrameSamples];
    public short[] Heard { get; } = new short[MixFormat.FrameSamples];
    public byte[] Encoded { get; } = new byte[MixFormat.FrameSamples];

    /// <summary>One datagram, in or out.</summary>
    public byte[] Packet { get; } = new byte[2048];

    /// <summary>SSRCs of those who are heard in the present frame; one more than a packet can name, for the listener is left out.</summary>
    public uint[] Contributors { get; } = new uint[RtpHeader.MaxContributors + 1];

    /// <summary>The same less one listener.</summary>
    public uint[] Named { get; } = new uint[RtpHeader.MaxContributors];

    public long NowUs { get; private set; }

    /// <summary>When the frame should have been mixed: the moment that its timestamps stand for.</summary>
    public long DueUs { get; private set; }

    /// <summary>Frames left out before this one.</summary>
    public int SkippedFrames { get; private set; }

    public void BeginTick(long nowUs, long dueUs, int skippedFrames)
    {
        NowUs = nowUs;
        DueUs = dueUs;
        SkippedFrames = skippedFrames;
    }
}
