using ImsConference.Engine.Rtp;

namespace ImsConference.Mrfp.Contexts;

/// <summary>Who is heard in a frame (CSRC list, RFC 3550 §5.1) and how loud each is (RFC 6465).</summary>
internal sealed class ContributorList
{
    // One more than a packet can name: its listener is left out.
    private const int Capacity = RtpHeader.MaxContributors + 1;

    private readonly uint[] _ssrcs = new uint[Capacity];
    private readonly byte[] _levels = new byte[Capacity];
    private int _count;

    public ReadOnlySpan<uint> Ssrcs => _ssrcs.AsSpan(0, Math.Min(_count, RtpHeader.MaxContributors));

    /// <summary>−dBov of each.</summary>
    public ReadOnlySpan<byte> Levels => _levels.AsSpan(0, Math.Min(_count, RtpHeader.MaxContributors));

    public void Clear() => _count = 0;

    /// <summary>Names one more; those beyond what a packet can name are left out, and so is 0, a source that is heard while it is on probation still (RFC 3550 A.1).</summary>
    public void Add(uint ssrc, byte level)
    {
        if (_count == Capacity || ssrc == 0) return;
        _ssrcs[_count] = ssrc;
        _levels[_count++] = level;
    }

    /// <summary>Takes all of another list but one.</summary>
    public void CopyWithout(ContributorList all, uint ssrc)
    {
        _count = 0;
        for (var i = 0; i < all._count; i++)
            if (all._ssrcs[i] != ssrc) Add(all._ssrcs[i], all._levels[i]);
    }
}
